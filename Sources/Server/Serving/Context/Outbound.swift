package import Configuration
package import Credentials
package import EventLoop
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
        let loop = try EventLoop()
        let proxy: ProxySettings
        do {
            proxy = try ProxySettings(environment: environment)
        } catch {
            throw ServingError.usage("\(error)")
        }
        let tls: TLSClientContext
        do {
            tls = try TLSClientContext(trust: .system)
        } catch {
            logger.warning("no token service or registry can be asked over TLS: \(error)")
            tls = try TLSClientContext(trust: .nobody)
        }
        self.loop = loop
        self.environment = environment
        clients = RegistryClients(HTTPClient(loop: loop, tls: tls, proxy: proxy, userAgent: "pullpass/\(version)"))
    }

    /// Makes what fetches the credential of a registry.
    package func makeFetcher(
        for registry: Registry,
        secrets: any SecretReader,
        serviceAccounts: any ServiceAccountReader
    ) -> any CredentialFetcher {
        Credentials.makeFetcher(
            registry: registry,
            environment: environment,
            secrets: secrets,
            serviceAccounts: serviceAccounts,
            clock: .system,
            http: clients.shared,
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
