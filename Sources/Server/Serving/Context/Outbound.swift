package import Configuration
package import Credentials
package import EventLoop
package import Files
internal import HTTPClient
package import Logging
package import RegistryLogin
internal import TLS
internal import Text

/// An event loop, and on it the way to token services and registries.
package struct Outbound: Sendable {
    /// Where everything is asked.
    package let loop: EventLoop
    private let clients: RegistryClients
    private let environment: [String: String]

    /// Makes a client with the system's authorities and the environment's proxies; nothing is sent yet.
    ///
    /// Without any authorities the process goes on: many credentials need no token service.
    ///
    /// - Throws: ``ServingError`` about the proxies.
    package init(environment: [String: String], version: String, logger: Logger) throws {
        let tls: TLSClientContext
        do {
            tls = try TLSClientContext(trust: .system)
        } catch {
            logger.warning("no token service or registry can be asked over TLS: \(error)")
            tls = try TLSClientContext(trust: .nobody)
        }
        try self.init(ClientTrust(tls), environment, version)
    }

    /// The same for a short command, which most often asks nobody: the system's authorities are read for the first connection over TLS.
    ///
    /// - Throws: ``ServingError`` about the proxies.
    package init(onDemandIn environment: [String: String], version: String) throws {
        let trust = ClientTrust { () throws(TLSError) in try TLSClientContext(trust: .system) }
        try self.init(trust, environment, version)
    }

    private init(_ trust: ClientTrust, _ environment: [String: String], _ version: String) throws {
        let proxy: ProxySettings
        do {
            proxy = try ProxySettings(environment: environment)
        } catch {
            throw ServingError.usage("\(error)")
        }
        loop = try EventLoop()
        self.environment = environment
        clients = RegistryClients(HTTPClient(loop: loop, trust: trust, proxy: proxy, userAgent: "pullpass/\(version)"))
    }

    /// Makes what fetches the credential of a registry.
    package func makeFetcher(
        for registry: Registry,
        secrets: any SecretReader,
        serviceAccounts: any ServiceAccountReader,
        files: any ReloadFileSystem = LocalFileSystem()
    ) -> any CredentialFetcher {
        Credentials.makeFetcher(
            registry: registry,
            environment: environment,
            secrets: secrets,
            serviceAccounts: serviceAccounts,
            clock: .system,
            http: clients.shared,
            files: files,
            clients: clients
        )
    }

    /// Makes what tries credentials out.
    package func makeProbe() -> RegistryProbe { RegistryProbe(clients: clients) }

    /// Closes all connections and ends the loop.
    package func shutDown() {
        clients.shutDown()
        loop.stop()
    }
}
