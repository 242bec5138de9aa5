internal import Configuration
internal import HTTP
internal import HTTPServer

/// How many connections each of our ports takes, and how long it waits for their peers.
///
/// Places are fewer than descriptors: a flood must not take those with which the keeper talks to the API server, files are
/// read again and health is told.
struct ConnectionLimits {
    /// Of the webhook's port; fewer connections than `server.maxConnections` where the process has too few descriptors.
    let webhook: HTTPServerLimits
    /// Of the operators' port.
    let operators: HTTPServerLimits

    /// For the loops, the API server's connections and watches, token services, files, and children of exec plugins.
    private static let ownDescriptors = 192
    /// Prometheus and a kubelet need a handful.
    ///
    /// The rest is time: with 256 places somebody who opens 5,000 connections a
    /// second from the kubelet's own address gives each connection 50 ms, many times what an answer takes.
    private static let operatorConnections = 256

    /// Takes the limits that the configuration sets.
    ///
    /// - Parameters:
    ///   - settings: the configuration's.
    ///   - descriptors: how many the process may have open.
    init(_ settings: ServerSettings, descriptors: Int) {
        let forPeers = max(0, descriptors - Self.ownDescriptors)
        var operators = HTTPServerLimits()
        operators.messages.maximumHeaderBytes = 16 * 1024
        operators.messages.maximumBodyBytes = 1024
        operators.headerTimeout = .seconds(5)
        operators.silence = operators.headerTimeout
        operators.bodyTimeout = .seconds(2)
        operators.writeTimeout = .seconds(10)
        operators.maximumConnections = min(
            Self.operatorConnections,
            HTTPServerLimits.connections(within: forPeers / 6)
        )
        self.operators = operators

        var webhook = HTTPServerLimits()
        webhook.messages.maximumBodyBytes = settings.maxBodyBytes
        webhook.messages.maximumHeaderBytes = settings.maxHeaderBytes
        webhook.messages.maximumConcurrentStreams = settings.maxStreams
        webhook.handshakeTimeout = settings.handshakeTimeout
        webhook.silence = settings.handshakeTimeout
        webhook.headerTimeout = settings.headerTimeout
        webhook.bodyTimeout = settings.bodyTimeout
        webhook.idleTimeout = settings.idleTimeout
        webhook.writeTimeout = settings.writeTimeout
        webhook.maximumConnections = min(
            settings.maxConnections,
            HTTPServerLimits.connections(within: forPeers - operators.maximumDescriptors)
        )
        self.webhook = webhook
    }
}
