import Credentials
import Testing
import Text

@testable import CredentialsTestSupport

@Suite struct `AWS' own library` {
    @Test(.enabled(Python.absence(of: "botocore")) { await Python.has("botocore") })
    func `gets its tokens from the stub of these tests`() async throws {
        try await withPeer(AWSStub.today) { peer in
            let tokens = try await Python.tokens("aws/fetch.py", [peer.url])
            #expect(
                tokens.mapValues(\.text) == [
                    "keys": "AWS:hunter2-eu-west-1-", "role": "AWS:hunter2-eu-west-1-", "public": "AWS:hunter2-public",
                    "webIdentity": "AWS:hunter2-eu-west-1-", "container": "AWS:hunter2-eu-west-1-",
                    "instance": "AWS:hunter2-eu-west-1-", "oldInstance": "AWS:hunter2-eu-west-1-",
                ]
            )
            // Twelve hours.
            let ends = tokens.values.compactMap { $0.expiresAt.map { $0 - WallClock.system.now().seconds } }
            #expect(ends.count == 7 && ends.allSatisfy { (40_000...43_201).contains($0) })
        }
    }
}
