import Credentials
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

@Suite struct `The library of others for GitHub` {
    @Test(.enabled(Python.absence(of: "PyGithub")) { await Python.has("github") })
    func `gets its token from the stub of these tests`() async throws {
        try await withPeer(GitHubStub.today) { peer in
            let folder = try TemporaryDirectory()
            let start = WallClock.system.now().seconds
            let tokens = try await Python.tokens(
                "github/fetch.py",
                [peer.url, folder.write("app.pem", SigningKey.shared.pem)],
                environment: ["HOME": folder.path]
            )
            let end = WallClock.system.now().seconds
            #expect(tokens.mapValues(\.text) == ["installation": "ghs_hunter2"])
            #expect((start + 3599...end + 3600).contains(tokens["installation"]?.expiresAt ?? 0))
        }
    }
}
