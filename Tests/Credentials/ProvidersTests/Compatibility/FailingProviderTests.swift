import Credentials
import FoundationEssentials
import HTTP
import Synchronization
import Testing

@testable import CredentialsTestSupport

/// What every kind that asks a provider must do when one of the provider's answers is not what it should be.
@Suite struct `A provider that fails` {
    private static let kinds = KindUnderTest.all.filter { $0.provider != nil }

    /// An answer that no provider gives, and what may come of it.
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let kinds: Set<CredentialError.Kind>
        let response: @Sendable (String) -> HTTPResponse

        var testDescription: String { name }

        static let all = [
            Fault("500", [.unavailable]) { _ in .json(500, #"{"oops":"hunter2"}"#) },
            Fault("503 without a body", [.unavailable]) { _ in HTTPResponse(status: 503) },
            Fault("429", [.unavailable]) { _ in HTTPResponse(status: 429, fields: [("Retry-After", "7")]) },
            Fault("400 without a reason", Set(CredentialError.Kind.allCases)) { _ in .json(400, "{}") },
            Fault("401 of a proxy", Set(CredentialError.Kind.allCases)) { _ in .content(401, "text/html", "<p>hunter2")
            },
            Fault("403 without a reason", Set(CredentialError.Kind.allCases)) { _ in HTTPResponse(status: 403) },
            Fault("404", Set(CredentialError.Kind.allCases)) { _ in .content(404, "text/html", "<p>hunter2") },
            Fault("a page instead of an answer", [.unavailable]) { _ in .content(200, "text/html", "<p>hunter2") },
            Fault("an answer without a body", [.unavailable]) { _ in HTTPResponse(status: 200) },
            Fault("JSON of nothing", [.unavailable]) { _ in .json(200, "{}") },
            Fault("JSON of another form", [.unavailable]) { _ in .json(200, #"["hunter2"]"#) },
            Fault("an enormous answer", [.unavailable]) { _ in
                HTTPResponse(status: 200, body: [UInt8](repeating: 0x20, count: 1 << 20 | 1))
            },
            Fault("a redirect", Set(CredentialError.Kind.allCases)) { .redirect(307, to: "\($0)/hunter2-elsewhere") },
        ]

        init(
            _ name: String,
            _ kinds: Set<CredentialError.Kind>,
            _ response: @escaping @Sendable (String) -> HTTPResponse
        ) {
            self.name = name
            self.kinds = kinds
            self.response = response
        }
    }

    @Test(arguments: kinds, Fault.all)
    func `is reported, at each of its requests`(kind: KindUnderTest, fault: Fault) async throws {
        let answer = try #require(kind.provider)
        var requests: [ProviderRequest] = []
        try await kind.withWorld { world in
            _ = try await fetched(by: world.fetcher)
            requests = world.peer?.requests ?? []
        }
        #expect(!requests.isEmpty)
        for broken in requests.indices where !kind.optionalRequests.contains(broken) {
            let url = Mutex("")
            let provider = breaking(
                broken,
                of: requests,
                with: { fault.response(url.withLock(\.self)) },
                otherwise: answer
            )
            try await kind.withWorld(provider: provider) { world in
                let peer = try #require(world.peer)
                url.withLock { $0 = peer.url }
                let error = try await failure(of: world.fetcher, asking: world.peer)
                #expect(fault.kinds.contains(error.kind), "request \(broken): \(error)")
                #expect(error.endpoint?.hasPrefix(peer.url) ?? false, "request \(broken): \(error)")
                #expect(!printed(error).contains(KindUnderTest.seed))
                #expect(!peer.requests.contains { $0.path.contains("elsewhere") })
                if fault.name == "429" { #expect(error.retryAfter == .seconds(7)) }
            }
        }
    }

    @Test(arguments: kinds)
    func `by saying nothing is given up on`(kind: KindUnderTest) async throws {
        let error = try await failureOfSilence { http, url in
            try fetcher(
                kind.lines.replacing("PROVIDER", with: url),
                environment: kind.environment.mapValues { $0.replacing("PROVIDER", with: url) },
                secrets: FakeSecrets(kind.secrets),
                files: FakeFiles(kind.files.mapValues { $0.replacing("PROVIDER", with: url) }),
                http: http
            )
        }
        #expect(error.kind == .unavailable)
        #expect(error.endpoint != nil)
        #expect(error.description.contains("timed out"))
        #expect(!printed(error).contains(KindUnderTest.seed))
    }
}
