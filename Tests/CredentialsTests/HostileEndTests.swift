import Credentials
import HTTP
import Testing

/// What a provider says of a token's end may be any number; none may stop the process.
@Suite struct `An end that is no time of a calendar` {
    @Test(
        arguments: [
            (1e300, FetchedCredential.latestEnd), (.infinity, FetchedCredential.latestEnd), (-1e300, 0),
            (-.infinity, 0),
            (.nan, 0), (1_700_000_000, 1_700_000_000), (FetchedCredential.latestEnd, FetchedCredential.latestEnd),
        ] as [(Double, Double)]
    )
    func `is cut to one`(end: Double, cut: Double) throws {
        let auths = try auths(["ghcr.io"])
        let fetched = try FetchedCredential(auths: auths, expiresAt: end, fetchedAt: 0, identity: "i")
        #expect(fetched.expiresAt == cut)
    }

    @Test(arguments: ["1e300", "-1e300", "99999999999999999999999999"])
    func `is cut where a provider names it`(end: String) async throws {
        let token = #"{"authorizationData":[{"authorizationToken":"QVdTOmh1bnRlcjI=","expiresAt":\#(end)}]}"#
        let credential: FetchedCredential = try await withPeer({ _ in .json(200, token) }) { peer in
            try await fetched(by: AWSFixture(environment: AWSFixture.keys).fetcher(peer.url))
        }
        #expect(credential.expiresAt == (end.hasPrefix("-") ? 0 : FetchedCredential.latestEnd))
    }
}
