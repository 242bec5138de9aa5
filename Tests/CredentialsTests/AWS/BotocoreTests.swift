import FoundationEssentials
import Processes
import TestSupport
import Testing

@Suite struct `AWS' own library` {
    private struct Token: Decodable {
        let text: String
        let expiresAt: Int

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            text = try container.decode(String.self)
            expiresAt = try container.decode(Int.self)
        }
    }

    @Test(.enabled("botocore is not installed for python3: pip install botocore") { await Python.has("botocore") })
    func `gets its tokens from the stub of these tests`() async throws {
        var stub = AWSStub()
        stub.knowsTime = false
        try await withPeer(stub.answer) { peer in
            let result = try await Python.run([FixtureFile.path("aws/fetch.py"), peer.url])
            try #require(result.status.isSuccess, "\(result.errorText)")
            let tokens = try JSONDecoder().decode([String: Token].self, from: Data(result.standardOutput))
            #expect(
                tokens.mapValues(\.text) == [
                    "keys": "AWS:hunter2-eu-west-1-", "role": "AWS:hunter2-eu-west-1-", "public": "AWS:hunter2-public",
                    "webIdentity": "AWS:hunter2-eu-west-1-", "container": "AWS:hunter2-eu-west-1-",
                    "instance": "AWS:hunter2-eu-west-1-",
                ]
            )
            #expect(tokens.values.allSatisfy { $0.expiresAt == 1_700_043_200 })
        }
    }
}
