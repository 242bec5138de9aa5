import HTTP
import Processes
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@testable import CredentialsTestSupport

/// From the configuration to the Secret in a namespace.
@Suite struct `Every kind of credential, end to end` {
    @Test(arguments: KindUnderTest.all)
    func `ends up in a namespace's Secret, as the kubelet needs it`(kind: KindUnderTest) async throws {
        let peer = try await ProviderPeer(kind.provider ?? { _ in .text(500, "nobody is asked") })
        try await CredentialCluster.with { cluster in
            let report = try await cluster.round(kind, provider: peer.url)
            #expect(
                report.isComplete && report.placed == kind.secretCount,
                "\(report) \(cluster.server.events(in: "pullpass"))"
            )
            try cluster.check(kind)
        }
        await peer.stop()
    }

    /// The providers of the others live at noon of another day.
    @Test(.serialized, arguments: KindUnderTest.all.filter { $0.provider == nil })
    func `does so through the built binary`(kind: KindUnderTest) async throws {
        try await CredentialCluster.with { cluster in
            let result = try await cluster.sync(kind)
            #expect(
                result.outputText.hasPrefix("\(kind.secretCount) Secrets in place: \(kind.secretCount) placed"),
                "\(result.outputText)\(result.errorText)"
            )
            #expect(!(result.outputText + result.errorText).contains(KindUnderTest.seed))
            try cluster.check(kind)
        }
    }
}

extension KindUnderTest {
    /// The Secrets in a namespace: its own, and that of the anonymous try.
    fileprivate var secretCount: Int { triesAnonymously ? 2 : 1 }
}
