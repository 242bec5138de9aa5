import Configuration
import Credentials
import HTTP
import Testing
import Text

@testable import CredentialsTestSupport

@Suite struct `A credential of IBM` {
    private func fetch(
        _ credential: String,
        answer: @escaping ProviderPeer.Answer = IBMStub.atNoon
    ) async throws -> FetchedCredential {
        try await withPeer(answer) { peer in
            let lines =
                "matchImages: [icr.io, \"*.icr.io\"]\ncredentials: { icr: { endpoint: \(peer.url), \(credential) } }"
            return try await fetched(by: fetcher(lines, files: FakeFiles(["/t": "hunter2-cr"])))
        }
    }

    @Test func `that is a key stays as it is and has no end`() async throws {
        let fetched = try await fetch("apiKey: { value: hunter2-key }") { _ in .json(500, "{}") }
        #expect(fetched.auths.entries.map(\.key) == ["*.icr.io", "icr.io"])
        #expect(fetched.auths.entries[0].credential.username == "iamapikey")
        #expect(fetched.auths.entries[0].credential.password.reveal() == "hunter2-key")
        #expect(fetched.expiresAt == nil)
    }

    @Test func `that is a token ends when the answer says`() async throws {
        let fetched = try await fetch("exchange: true, apiKey: { value: hunter2-key }")
        #expect(fetched.auths.entries[0].credential.username == "iambearer")
        #expect(fetched.auths.entries[0].credential.password.reveal() == IBMStub().token)
        #expect(fetched.expiresAt == Timestamp(seconds: 1_700_003_599))
    }

    @Test(arguments: [(#","expires_in":60"#, 60.0), ("", 3600), (#","expiration":"1700000100""#, 100)])
    func `that is a token ends in time whatever is said`(more: String, life: Double) async throws {
        let fetched = try await fetch("trustedProfile: { id: Profile-1, tokenFile: /t }") { _ in
            .json(200, #"{"access_token":"hunter2-token"\#(more)}"#)
        }
        #expect(fetched.expiresAt == noon.now() + .seconds(life))
    }

    @Test(arguments: ["1e300", "\"1e300\"", "99999999999999999999999999"])
    func `that is a token with an endless life ends with the calendar`(life: String) async throws {
        let fetched = try await fetch("exchange: true, apiKey: { value: hunter2-key }") { _ in
            .json(200, #"{"access_token":"hunter2-token","expires_in":\#(life)}"#)
        }
        #expect(fetched.expiresAt == FetchedCredential.latestEnd)
    }

    @Test(arguments: ["-1e300", "-1", "0"])
    func `that is a token without a life is not taken`(life: String) async throws {
        let error = await #expect(throws: CredentialError.self) {
            try await fetch("exchange: true, apiKey: { value: hunter2-key }") { _ in
                .json(200, #"{"access_token":"hunter2-token","expires_in":\#(life)}"#)
            }
        }
        #expect(error?.reason == "it gave a token that has expired already")
    }

    @Test func `that is refused is reported with IBM's code`() async throws {
        let error = await #expect(throws: CredentialError.self) {
            try await fetch("exchange: true, apiKey: { value: hunter2-x }")
        }
        #expect(error?.kind == .refused && error?.code == "BXNIM0415E")
        #expect(error?.reason == #"it says no (status 400): "Provided API key could not be found.""#)
        #expect(error.map { printed($0).contains("hunter2") } == false)
    }

    @Test func `that has ended is not taken`() async throws {
        let error = await #expect(throws: CredentialError.self) {
            try await fetch("exchange: true, apiKey: { value: hunter2-key }") { _ in
                .json(200, #"{"access_token":"hunter2-token","expiration":1600000000}"#)
            }
        }
        #expect(error?.kind == .unavailable && error?.fix?.contains("clock") == true)
    }
}
