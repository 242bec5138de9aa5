import Configuration
import Credentials
import HTTP
import Synchronization
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

/// A provider that gives back the token that it was shown.
@Suite struct `A token that comes back` {
    private static let kinds = [
        (
            "icr: { endpoint: PROVIDER, trustedProfile: { id: p }, POD }", "us.icr.io", "iam",
            #"{"access_token":"TOKEN","expires_in":3600}"#
        ),
        (
            "jfrog: { endpoint: PROVIDER, oidc: { providerName: k, audience: iam }, POD }", "acme.jfrog.io", "iam",
            #"{"access_token":"TOKEN","username":"u","expires_in":3600}"#
        ),
        (
            "jfrog: { endpoint: PROVIDER, oidc: { providerName: k, audience: iam }, POD }", "acme.jfrog.io", "iam",
            #"{"access_token":"other","username":"TOKEN","expires_in":3600}"#
        ),
        (
            "quay: { endpoint: PROVIDER, username: { value: a+b }, POD }", "quay.example.com", "127.0.0.1",
            #"{"token":"TOKEN"}"#
        ),
        (
            "gar: { stsEndpoint: PROVIDER, POD, workloadIdentity: { project: a, location: l, cluster: c } }",
            "europe-docker.pkg.dev", "a.svc.id.goog", #"{"access_token":"TOKEN","expires_in":3600}"#
        ),
    ]

    @Test(arguments: kinds)
    func `is never a password, not for its Pod alone either`(
        kind: String,
        images: String,
        audience: String,
        answer: String
    ) async throws {
        let token = PodToken(audience: audience)
        let text = try token.text()
        try await withPeer({ _ in .json(200, answer.replacing("TOKEN", with: text)) }) { peer in
            for pod in ["fromPod: {}", "fromPod: { cacheType: ServiceAccount }", "fromPod: { cacheType: Token }"] {
                let lines = "matchImages: [\(images)]\ncredentials: { \(kind) }"
                    .replacing("POD", with: pod).replacing("PROVIDER", with: peer.url)
                let error = try await failure(of: fetcher(lines, serviceAccounts: token.request()))
                #expect(error.kind == .refused)
                #expect("\(error)".contains("gave back the token"), "\(error)")
                #expect(!printed(error).contains(text))
            }
        }
    }
}

/// A registry that takes the token as it is.
@Suite struct `A token as a password` {
    private static let lines =
        "matchImages: [r.example.com]\ncredentials: { basic: { username: { value: u }, fromPod: { audience: r } } }"

    @Test func `is that of the request, for one Pod alone, until its end`() async throws {
        #expect(try registry(Self.lines).podIdentity?.cacheType == .token)
        let token = PodToken(audience: "r")
        let fetched = try await fetched(by: fetcher(Self.lines, serviceAccounts: token.request()))
        let entry = try #require(fetched.auths.entries.first)
        #expect(entry.credential.username == "u")
        #expect(entry.credential.password.reveal() == (try token.text()))
        #expect(fetched.expiresAt == noon.now() + .seconds(3600))
        #expect(!printed(fetched).contains("eyJ"))
        var other = token
        other.pod = "web-1"
        let scopes = try [token, other].map { try fetcher(Self.lines, serviceAccounts: $0.request()).scope }
        #expect(scopes[0] != scopes[1])
    }

    @Test func `is for whom it was made, and there has to be one`() async throws {
        let wrong = try PodToken(audience: "s").request()
        #expect(try await failure(of: fetcher(Self.lines, serviceAccounts: wrong)).kind == .misconfigured)
        let none = RequestServiceAccount(token: nil, annotations: [:])
        #expect(try await failure(of: fetcher(Self.lines, serviceAccounts: none)).kind == .misconfigured)
        #expect(try await failure(of: fetcher(Self.lines)).kind == .misconfigured)
    }
}

/// Names in the order in which they came.
final class Names: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock(\.self) }
    func add(_ name: String) { names.withLock { $0.append(name) } }
}
