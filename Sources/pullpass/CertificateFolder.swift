import FoundationEssentials
import Glibc
import TLS

/// The files that `pullpass certs` keeps.
struct CertificateFolder {
    /// The folder's path.
    let path: String

    /// The CA that is there, or nil where neither of its files is.
    func authority() throws -> CertificateAndKey? {
        let manager = FileManager.default
        let names = ["ca.crt", "ca.key"]
        let present = names.filter { manager.fileExists(atPath: file($0)) }
        guard !present.isEmpty else { return nil }
        guard present.count == 2 else {
            throw FileProblem("\(present[0]) is there without its partner: delete it, or put the other file back")
        }
        let certificates = try Certificate.parse(pem: read("ca.crt"), what: file("ca.crt"))
        let key = try PrivateKey.parse(pem: read("ca.key"), what: file("ca.key"))
        return CertificateAndKey(certificate: certificates[0], key: key)
    }

    /// Makes a CA and writes it.
    func makeAuthority(notBefore: Int64, days: Int) throws -> CertificateAndKey {
        let authority = try CertificateAuthority.make(
            commonName: "Pullpass CA",
            notBefore: notBefore,
            lifetime: .seconds(days * 86_400)
        )
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try write(try authority.key.pem(), to: "ca.key", mode: 0o600)
        try write(try authority.certificate.pem(), to: "ca.crt", mode: 0o644)
        return authority
    }

    /// Writes the serving certificate and its key.
    func write(_ leaf: CertificateAndKey) throws {
        try write(try leaf.key.pem(), to: "tls.key", mode: 0o600)
        try write(try leaf.certificate.pem(), to: "tls.crt", mode: 0o644)
    }

    private func file(_ name: String) -> String { "\(path)/\(name)" }

    private func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: file(name)))) }

    /// Writes beside the file and renames, so that a server that watches it never reads a half; the mode is the file's
    /// from the start, so that a key is never readable for a moment.
    private func write(_ bytes: [UInt8], to name: String, mode: mode_t) throws {
        let temporary = file(".\(name).new")
        _ = unsafe unlink(temporary)
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileProblem.last("create \(temporary)") }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else {
                let problem = FileProblem.last("write \(temporary)")
                close(descriptor)
                throw problem
            }
            written += count
        }
        guard close(descriptor) == 0 else { throw FileProblem.last("write \(temporary)") }
        guard unsafe rename(temporary, file(name)) == 0 else { throw FileProblem.last("rename to \(file(name))") }
    }
}

/// A file that could not be read or written.
struct FileProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// What `errno` says now about `action`.
    static func last(_ action: String) -> FileProblem {
        FileProblem("cannot \(action): \(unsafe String(cString: strerror(errno)))")
    }
}
