internal import Processes

/// A development CA and a serving certificate, made by `certs/make.sh` in a directory of their own.
package struct CertificateFiles: Sendable {
    /// The algorithm of all keys.
    package enum Key: String, Sendable, CaseIterable {
        /// ECDSA on P-256.
        case ecdsa
        /// RSA with 2048 bits.
        case rsa
    }

    private let directory: TemporaryDirectory
    private let key: Key

    /// The CA's certificate, PEM.
    package var authority: String { directory.path("ca.pem") }
    /// The serving certificate, PEM.
    package var certificate: String { directory.path("serving.pem") }
    /// The serving certificate's key, PEM.
    package var privateKey: String { directory.path("serving-key.pem") }
    /// The certificate for a client, PEM; made by ``makeClient()``.
    package var clientCertificate: String { directory.path("client.pem") }
    /// The client's key, PEM.
    package var clientKey: String { directory.path("client-key.pem") }

    /// Makes CA and serving certificate.
    package init(_ key: Key = .ecdsa) async throws {
        directory = try TemporaryDirectory()
        self.key = key
        try await make()
    }

    /// Puts a new serving certificate of the same CA in the old one's place.
    package func renew() async throws { try await make("--new") }

    /// Makes a client certificate signed by the same CA.
    package func makeClient() async throws { try await make("--client") }

    /// Puts something else into the serving certificate's place.
    package func overwriteCertificate(_ text: String) throws { try directory.write("serving.pem", text) }

    private func make(_ arguments: String...) async throws {
        let script = [Repository.path("certs/make.sh"), "--into", directory.path, "--key", key.rawValue]
        let result = try await Tool.run("bash", script + arguments)
        guard result.status.isSuccess else { throw CertificateError(output: result.errorText) }
    }
}

/// What `certs/make.sh` said when it failed.
package struct CertificateError: Error, CustomStringConvertible {
    let output: String

    /// Its words.
    package var description: String { output }
}
