internal import Files
package import TLS
package import Text

/// A folder with a CA and a serving certificate as PEM files: `ca.crt`, `ca.key`, `tls.crt` and `tls.key`, the keys for their owner only.
package struct CertificateFolder {
    /// The folder's path.
    let path: String

    /// Takes a path; nothing is looked at yet.
    package init(path: String) { self.path = path }

    /// The CA that is there, or nil where neither of its files is.
    ///
    /// - Parameter now: wall time.
    /// - Returns: The CA with its key.
    /// - Throws: where one file is missing, cannot be read, or is not the other's, and where the CA is not valid now.
    package func authority(now: Timestamp) throws -> CertificateAndKey? {
        let present = ["ca.crt", "ca.key"].filter { LocalFileSystem().exists(file($0)) }
        guard !present.isEmpty else { return nil }
        guard present.count == 2 else {
            throw FileProblem("\(present[0]) is there without its partner: delete it, or put the other file back")
        }
        let certificates = try Certificate.parse(pem: read("ca.crt"), what: file("ca.crt"))
        let key = try PrivateKey.parse(pem: read("ca.key"), what: file("ca.key"))
        // Whatever this key signed, nobody who trusts ca.crt would accept.
        guard certificates[0].belongs(to: key) else {
            throw FileProblem("\(file("ca.key")) is not the key of \(file("ca.crt")): delete both for a new CA")
        }
        // Nor what is signed by one that is not valid: whoever has it in a caBundle needs another there.
        let (begins, ends) = (certificates[0].notBefore, certificates[0].notAfter)
        guard ends > now else {
            throw FileProblem(
                "\(file("ca.crt")) ended at \(ends.whole): delete it and ca.key for a new CA, and put that into caBundle"
            )
        }
        guard begins <= now else {
            throw FileProblem(
                "\(file("ca.crt")) is valid from \(begins.whole) on only: set this machine's clock, or delete it and ca.key for a new CA, "
                    + "and put that into caBundle"
            )
        }
        return CertificateAndKey(certificate: certificates[0], key: key)
    }

    /// Makes the folder where it is not there, and sees to it that git never takes the keys along.
    ///
    /// - Returns: The ignore file that was written for that; nil where none was needed.
    /// - Throws: where the folder is in a work tree, and an ignore file of somebody's does not have the keys: before anything is written.
    package func prepare() throws -> String? {
        try FileWriter.makeFolder(path)
        let folder = GitFolder(path, secrets: ["ca.key", "tls.key"], others: ["ca.crt", "tls.crt"])
        guard let lines = try folder.neededIgnoreFile() else { return nil }
        try write(Array(lines.utf8), to: ".gitignore", mode: 0o644)
        return file(".gitignore")
    }

    /// Makes a CA and writes it.
    package func makeAuthority(notBefore: Timestamp, days: Int) throws -> CertificateAndKey {
        let authority = try CertificateAuthority.make(
            commonName: "Pullpass CA",
            notBefore: notBefore,
            lifetime: .seconds(days * 86_400)
        )
        try write(try authority.key.pem(), to: "ca.key", mode: 0o600)
        try write(try authority.certificate.pem(), to: "ca.crt", mode: 0o644)
        return authority
    }

    /// Writes the serving certificate and its key.
    package func write(_ leaf: CertificateAndKey) throws {
        try write(try leaf.key.pem(), to: "tls.key", mode: 0o600)
        try write(try leaf.certificate.pem(), to: "tls.crt", mode: 0o644)
    }

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    private func read(_ name: String) throws -> [UInt8] { try InputFile(name: file(name)).read() }

    private func write(_ bytes: [UInt8], to name: String, mode: UInt32) throws(FileError) {
        try FileWriter.write(bytes, to: file(name), mode: mode)
    }
}

/// Files that are there and cannot be used.
private struct FileProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
