import Credentials
import HTTP
import Synchronization
import Testing

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
    func `is never a password for all Pods of a ServiceAccount`(
        kind: String,
        images: String,
        audience: String,
        answer: String
    ) async throws {
        let token = PodToken(audience: audience)
        let text = try token.text()
        try await withPeer({ _ in .json(200, answer.replacing("TOKEN", with: text)) }) { peer in
            for pod in ["fromPod: {}", "fromPod: { cacheType: ServiceAccount }"] {
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

/// Names in the order in which they came.
final class Names: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock(\.self) }
    func add(_ name: String) { names.withLock { $0.append(name) } }
}
