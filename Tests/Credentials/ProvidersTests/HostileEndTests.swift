import Credentials
import HTTP
import Testing
import Text

@testable import CredentialsTestSupport

/// What a provider says of a token's end may be any number; none may stop the process.
@Suite struct `An end that is no time of a calendar` {
    @Test(
        arguments: [
            (1e300, 253_402_300_799), (.infinity, 253_402_300_799), (-1e300, 0), (-.infinity, 0), (.nan, 0),
            (1_700_000_000, 1_700_000_000), (253_402_300_799, 253_402_300_799), (253_402_300_799.5, 253_402_300_799),
        ] as [(Double, Double)]
    )
    func `is cut to one`(end: Double, cut: Double) throws {
        let auths = try auths(["ghcr.io"])
        let fetched = try FetchedCredential(
            auths: auths,
            expiresAt: Timestamp(seconds: end),
            fetchedAt: Timestamp(seconds: 0),
            identity: "i"
        )
        #expect(fetched.expiresAt == Timestamp(seconds: cut))
        #expect(FetchedCredential.latestEnd.whole == "9999-12-31T23:59:59Z")
    }

    @Test(arguments: ["1e300", "99999999999999999999999999"])
    func `is cut where a provider names it`(end: String) async throws {
        let token = #"{"authorizationData":[{"authorizationToken":"QVdTOmh1bnRlcjI=","expiresAt":\#(end)}]}"#
        let credential: FetchedCredential = try await withPeer({ _ in .json(200, token) }) { peer in
            try await fetched(by: AWSFixture(environment: AWSFixture.keys).fetcher(peer.url))
        }
        #expect(credential.expiresAt == FetchedCredential.latestEnd)
    }

    @Test(arguments: ["-1e300", "0", "1699999999", "1700000000", "\"2023-11-14T22:13:20Z\""])
    func `or one that is over makes the answer unreadable`(end: String) async throws {
        let token = #"{"authorizationToken":"QVdTOmh1bnRlcjI=","expiresAt":\#(end)}"#
        let fixture = AWSFixture(environment: AWSFixture.keys)
        let error = try await fixture.error { _ in .json(200, #"{"authorizationData":[\#(token)]}"#) }
        #expect(error.kind == .unavailable)
        #expect(error.reason == "the answer cannot be read: the time of the token in it is over")
        #expect(error.fix?.contains("clock") == true)
    }

    @Test func `and one of a later end than now is taken, to the second`() async throws {
        let token = #"{"authorizationData":[{"authorizationToken":"QVdTOmh1bnRlcjI=","expiresAt":1700000001}]}"#
        let credential: FetchedCredential = try await withPeer({ _ in .json(200, token) }) { peer in
            try await fetched(by: AWSFixture(environment: AWSFixture.keys).fetcher(peer.url))
        }
        #expect(credential.expiresAt == Timestamp(seconds: 1_700_000_001))
    }
}
