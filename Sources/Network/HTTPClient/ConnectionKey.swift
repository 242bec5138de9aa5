/// What two requests must have in common to use the same connection.
struct ConnectionKey: Sendable, Hashable {
    let scheme: HTTPURL.Scheme
    let host: String
    let port: UInt16
    /// The proxy with its credentials; nil for a direct connection.
    let proxy: HTTPURL?
    /// The proxy as it is told to people.
    let passage: ProxyPassage?

    init(_ url: HTTPURL, _ settings: ProxySettings) {
        scheme = url.scheme
        host = url.host
        port = url.port
        proxy = settings.proxy(for: url)
        passage = settings.passage(for: url)
    }

    /// The server's URL, without path and credentials.
    var origin: HTTPURL { HTTPURL(scheme: scheme, host: host, port: port, target: "/", userInfo: nil) }
}
