internal import Configuration
internal import Names
internal import Sockets

/// What the flags of `pullpass serve` say, as they were given.
package struct ServeOptions: Sendable {
    /// `--certificates`.
    package enum CertificateOrigin: String, Sendable, CaseIterable {
        /// Files, read again when they change.
        case files
        /// A Secret that Pullpass keeps.
        case own = "self"
    }

    /// `--standalone`.
    package var isStandalone = false
    /// `--listen`.
    package var listen: String?
    /// `--metrics-listen`.
    package var metricsListen: String?
    /// `--tls-cert`.
    package var tlsCert: String?
    /// `--tls-key`.
    package var tlsKey: String?
    /// `--client-ca`.
    package var clientCA: String?
    /// `--certificates`.
    package var certificates: CertificateOrigin?
    /// `--webhook-name`.
    package var webhookName: String?
    /// `--service-name`.
    package var serviceName: String?
    /// `--configuration-secret`.
    package var configurationSecret = ClusterNames.configurationSecret
    /// `--pull-registries`.
    package var showsPullRegistries = false

    /// No flags.
    package init() {}

    /// Those that only a webhook has a use for and that were given.
    var webhookFlags: [String] {
        let flags: [(String, Bool)] = [
            ("--listen", listen != nil), ("--tls-cert", tlsCert != nil), ("--tls-key", tlsKey != nil),
            ("--client-ca", clientCA != nil), ("--certificates", certificates != nil),
            ("--webhook-name", webhookName != nil), ("--service-name", serviceName != nil),
        ]
        return flags.filter(\.1).map(\.0)
    }

    /// Puts flags in the place of what the file says.
    func apply(to server: inout ServerSettings) throws {
        if let listen { server.listen = try address(listen, "--listen") }
        if let metricsListen { server.metricsListen = try address(metricsListen, "--metrics-listen") }
        server.tls.certFile = tlsCert ?? server.tls.certFile
        server.tls.keyFile = tlsKey ?? server.tls.keyFile
        server.tls.clientCAFile = clientCA ?? server.tls.clientCAFile
    }

    private func address(_ text: String, _ flag: String) throws -> ListenAddress {
        do {
            if let address = try ListenAddress(text) { return address }
        } catch {
            throw ServingError.usage(error.description)
        }
        throw ServingError.usage(
            "\(flag) \"\(text)\" is no address: write for example 127.0.0.1:8443, [::1]:8443 or :8443"
        )
    }
}
