import Configuration
import HTTPServer
import Testing

@testable import Serving

@Suite struct `The places of both ports` {
    @Test(arguments: [
        (1_048_576, 2000, 256), (524_288, 2000, 256), (4096, 2000, 256), (1024, 607, 108), (512, 230, 33), (256, 21, 4),
    ])
    func `leave descriptors for everything else`(descriptors: Int, webhook: Int, operators: Int) {
        let limits = ConnectionLimits(ServerSettings(), descriptors: descriptors)
        #expect(abs(limits.webhook.maximumConnections - webhook) <= 8)
        #expect(abs(limits.operators.maximumConnections - operators) <= 8)
        #expect(limits.webhook.maximumDescriptors + limits.operators.maximumDescriptors <= descriptors - 192)
    }

    @Test func `are as many as the configuration says where there are descriptors for them`() {
        var settings = ServerSettings()
        settings.maxConnections = 10_000
        #expect(ConnectionLimits(settings, descriptors: 1_048_576).webhook.maximumConnections == 10_000)
    }

    @Test func `are left soon by who says nothing to the operators' port`() {
        let limits = ConnectionLimits(ServerSettings(), descriptors: 65_536).operators
        #expect(limits.headerTimeout <= .seconds(5))
        #expect(limits.bodyTimeout <= .seconds(5))
    }
}
