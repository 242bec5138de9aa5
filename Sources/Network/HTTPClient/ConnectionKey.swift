/// What two requests must have in common to use the same connection.
struct ConnectionKey: Sendable, Hashable {
    let scheme: HTTPURL.Scheme
    let host: String
    let port: UInt16
    /// The proxy with its credentials; nil for a direct connection.
    let proxy: HTTPURL?

    init(_ url: HTTPURL, proxy: HTTPURL?) {
        scheme = url.scheme
        host = url.host
        port = url.port
        self.proxy = proxy
    }

    /// The server's URL, without path and credentials.
    var origin: HTTPURL { HTTPURL(scheme: scheme, host: host, port: port, target: "/", userInfo: nil) }
}
