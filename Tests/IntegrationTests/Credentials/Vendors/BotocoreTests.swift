import Credentials
import Testing
import Text

@testable import CredentialsTestSupport

@Suite struct `AWS' own library` {
    @Test(.enabled(Python.absence(of: "botocore")) { await Python.has("botocore") })
    func `gets its tokens from the stub of these tests`() async throws {
        try await withPeer(AWSStub.today) { peer in
            let start = WallClock.system.now().seconds
            let tokens = try await Python.tokens("aws/fetch.py", [peer.url])
            #expect(
                tokens.mapValues(\.text) == [
                    "keys": "AWS:hunter2-eu-west-1-", "role": "AWS:hunter2-eu-west-1-", "public": "AWS:hunter2-public",
                    "webIdentity": "AWS:hunter2-eu-west-1-", "container": "AWS:hunter2-eu-west-1-",
                    "instance": "AWS:hunter2-eu-west-1-", "oldInstance": "AWS:hunter2-eu-west-1-",
                ]
            )
            // Twelve hours from some moment in between, however long it took.
            let ends = tokens.values.compactMap(\.expiresAt)
            let life = 43_200.0
            let possible = (start + life - 1)...(WallClock.system.now().seconds + life + 1)
            #expect(ends.count == 7 && ends.allSatisfy { possible.contains($0) }, "\(ends) \(possible)")
        }
    }
}
