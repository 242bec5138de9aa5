import Credentials
import HTTP
import HTTPClient
import Synchronization
import Testing

@testable import CredentialsTestSupport

/// What the tests of failing providers stand on: their fault meets their own client.
@Suite struct `A stranger at the port of a test's provider` {
    private static let kinds = KindUnderTest.all.filter { $0.provider != nil }

    /// Asks the provider what its own client would ask.
    private func ask(_ peer: ProviderPeer, like request: ProviderRequest) async throws -> Int {
        let http = try network()
        return try await Task(executorPreference: http.loop) {
            let (method, url) = (HTTPMethod(request.method), try HTTPURL(parsing: peer.url + request.path))
            return try await http.send(HTTPClientRequest(method, url, body: request.body)).status
        }.value
    }

    @Test(arguments: kinds)
    func `is turned away, and no request of the provider's`(kind: KindUnderTest) async throws {
        var requests: [ProviderRequest] = []
        try await kind.withWorld { world in
            _ = try await fetched(by: world.fetcher)
            requests = world.peer?.requests ?? []
        }
        let first = try #require(requests.first)
        try await kind.withWorld { world in
            let peer = try #require(world.peer)
            #expect(try await ask(peer, like: first) == 421)
            _ = try await fetched(by: world.fetcher)
            #expect(peer.requests.map(\.path) == requests.map(\.path))
            #expect(peer.strangers.map(\.description) == ["\(first.method) \(first.path) by pullpass"])
        }
    }

    @Test(arguments: kinds)
    func `takes no fault away that is there once`(kind: KindUnderTest) async throws {
        let answer = try #require(kind.provider)
        var requests: [ProviderRequest] = []
        try await kind.withWorld { world in
            _ = try await fetched(by: world.fetcher)
            requests = world.peer?.requests ?? []
        }
        let first = try #require(requests.first)
        let isDone = Atomic(false)
        // No status that anybody asks again for.
        let provider: ProviderPeer.Answer = {
            isDone.exchange(true, ordering: .relaxed) ? answer($0) : .content(400, "text/html", "<p>")
        }
        try await kind.withWorld(provider: provider) { world in
            let peer = try #require(world.peer)
            #expect(try await ask(peer, like: first) == 421)
            _ = try await failure(of: world.fetcher, asking: peer)
        }
    }
}
