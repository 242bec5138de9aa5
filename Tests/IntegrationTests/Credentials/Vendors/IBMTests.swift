import Credentials
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

@Suite struct `IBM's own library` {
    @Test(.enabled(Python.absence(of: "ibm-cloud-sdk-core")) { await Python.has("ibm_cloud_sdk_core") })
    func `gets its tokens from the stub of these tests`() async throws {
        try await withPeer(IBMStub.today) { peer in
            let folder = try TemporaryDirectory()
            let start = WallClock.system.now().seconds
            let tokens = try await Python.tokens(
                "ibm/fetch.py",
                [peer.url, folder.write("token", "hunter2-cr")],
                environment: ["HOME": folder.path]
            )
            let end = WallClock.system.now().seconds
            #expect(Set(tokens.keys) == ["key", "profileID", "profileName"])
            for (name, token) in tokens {
                #expect(StubToken.claims(of: token.text)?["iam_id"] == "IBMid-1", "\(name)")
                #expect((start + 3598...end + 3599).contains(token.expiresAt ?? 0), "\(name)")
            }
        }
    }
}
