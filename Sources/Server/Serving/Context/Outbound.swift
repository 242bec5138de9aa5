import HTTPClient
import Logging
import Sockets
import TLS

/// The client for token services and registries.
enum OutboundHTTP {
    /// A client with the system's authorities and the environment's proxies.
    ///
    /// Without any authorities the process goes on: many credentials need no token service.
    static func client(on loop: EventLoop, environment: [String: String], logger: Logger) throws -> HTTPClient {
        let proxy: ProxySettings
        do {
            proxy = try ProxySettings(environment: environment)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        let tls: TLSClientContext
        do {
            tls = try TLSClientContext(trust: .system)
        } catch {
            logger.warning("no token service or registry can be asked over TLS: \(error)")
            tls = try TLSClientContext(trust: .nobody)
        }
        return HTTPClient(loop: loop, tls: tls, proxy: proxy, userAgent: "pullpass/\(Version.number)")
    }
}
