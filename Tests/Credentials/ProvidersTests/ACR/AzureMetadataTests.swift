import Credentials
import EventLoop
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `Azure's metadata service` {
    /// What is answered in order, the last for ever; what was waited for in between; and the error, if any.
    private func waits(_ answers: [HTTPResponse], isGood: Bool = false) async throws -> ([Double], CredentialError?) {
        let asked = Atomic(0)
        let pauses = Mutex<[Double]>([])
        let answer: ProviderPeer.Answer = { request in
            guard request.path.hasPrefix("/metadata/") else { return AzureStub().answer(request) }
            let index = asked.add(1, ordering: .relaxed).oldValue
            if isGood, index >= answers.count { return AzureStub().answer(request) }
            return answers[min(index, answers.count - 1)]
        }
        let error = try await withPeer(answer) { peer -> CredentialError? in
            let lines =
                "matchImages: [a.azurecr.io]\ncredentials: { acr: { endpoint: \"\(peer.url)\", metadataEndpoint: \"\(peer.url)\" } }"
            var azure = try #require(try fetcher(lines) as? ACRFetcher)
            azure.pause = { time in pauses.withLock { $0.append(time / .seconds(1)) } }
            let ready = azure
            if isGood {
                _ = try await fetched(by: ready)
                return nil
            }
            return try await failure(of: ready)
        }
        return (pauses.withLock(\.self), error)
    }

    @Test(arguments: [404, 408, 429, 500, 503, 599])
    func `is asked again while it cannot answer, as Microsoft's SDKs do`(status: Int) async throws {
        let (pauses, error) = try await waits([HTTPResponse(status: status)])
        #expect(pauses == [0, 1.6, 3.2, 6.4, 12.8])
        #expect(error?.kind == .unavailable && error?.reason.contains("status \(status)") == true)
    }

    @Test func `is waited for over its update of 70 seconds, after 410`() async throws {
        let (pauses, error) = try await waits([HTTPResponse(status: 410)])
        #expect(pauses == [0, 5, 10, 20, 40] && pauses.reduce(0, +) >= 70)
        #expect(error?.kind == .unavailable)
    }

    @Test(
        arguments: [
            [("Retry-After", "3")], [("retry-after-ms", "3000")],
            [("x-ms-retry-after-ms", "3000"), ("Retry-After", "9")],
            [("Date", "Tue, 14 Nov 2023 22:13:20 GMT"), ("Retry-After", "Tue, 14 Nov 2023 22:13:23 GMT")],
        ]
    )
    func `says itself when to come again, also with another status`(fields: [(name: String, value: String)])
        async throws
    {
        for status in [429, 403] {
            let (pauses, _) = try await waits([HTTPResponse(status: status, fields: fields)], isGood: true)
            #expect(pauses == [3])
        }
    }

    @Test func `that asks for more than a minute is left alone until the next fetch`() async throws {
        let (pauses, error) = try await waits([HTTPResponse(status: 429, fields: [("Retry-After", "600")])])
        #expect(pauses.isEmpty && error?.retryAfter == .seconds(600))
    }

    @Test func `answers after a while, and the fetch goes on`() async throws {
        let (pauses, _) = try await waits([HTTPResponse(status: 404), HTTPResponse(status: 410)], isGood: true)
        #expect(pauses == [0, 5])
    }

    @Test(
        arguments: [
            ("Identity not found", "az vmss identity assign"),
            (
                "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request",
                "AZURE_CLIENT_ID"
            ), ("Something else", "name it by clientID"),
        ]
    )
    func `is not asked again where it says no, which leads to what to do`(words: String, advice: String) async throws {
        let body = #"{"error":"invalid_request","error_description":"\#(words)"}"#
        let (pauses, error) = try await waits([.json(400, body)])
        #expect(pauses.isEmpty && error?.kind == .refused)
        #expect(error?.fix?.contains(advice) == true, "\(error?.description ?? "")")
    }

    @Test func `that somebody else answers for is none`() async throws {
        let page = HTTPResponse.content(403, "text/plain", "connecting to 169.254.169.254:80: dial tcp: unreachable")
        let (pauses, error) = try await waits([page])
        #expect(pauses.isEmpty && error?.kind == .unavailable && error?.fix?.contains("servicePrincipal") == true)
    }

    @Test func `is waited for by one registry while another gets its credential`() async throws {
        let answer: ProviderPeer.Answer = { request in
            request.parameters["client_id"] == "c9" ? HTTPResponse(status: 410) : AzureStub().answer(request)
        }
        try await withPeer(answer) { peer in
            func azure(_ identity: String) throws -> ACRFetcher {
                let lines =
                    "matchImages: [a.azurecr.io]\ncredentials: { acr: { endpoint: \"\(peer.url)\", metadataEndpoint: \"\(peer.url)\", \(identity) } }"
                return try #require(try fetcher(lines) as? ACRFetcher)
            }
            let isWaiting = Atomic(false)
            let isFree = Atomic(false)
            var slow = try azure("managedIdentity: { clientID: c9 }")
            slow.pause = { _ in
                isWaiting.store(true, ordering: .releasing)
                while !isFree.load(ordering: .acquiring) { await Task.yield() }
            }
            let (waiting, quick) = (slow, try azure("managedIdentity: { clientID: c1 }"))
            async let error = failure(of: waiting)
            while !isWaiting.load(ordering: .acquiring) { await Task.yield() }
            #expect(try await fetched(by: quick).identity == "managed identity with client ID c1")
            isFree.store(true, ordering: .releasing)
            #expect(try await error.kind == .unavailable)
        }
    }

    @Test func `is waited for by the clock of the loop`() async throws {
        let clock = HandClock()
        try await withEventLoop(clock: clock.clock) { loop in
            let azure = try #require(
                makeFetcher(
                    registry: try registry("matchImages: [a.azurecr.io]\ncredentials: { acr: {} }"),
                    environment: [:],
                    secrets: FakeSecrets(),
                    clock: noon,
                    http: try network(on: loop)
                ) as? ACRFetcher
            )
            let isDone = Atomic(false)
            async let pause: Void = Task(executorPreference: loop) {
                await azure.pause(.seconds(40))
                isDone.store(true, ordering: .releasing)
            }.value
            while !isDone.load(ordering: .acquiring) {
                clock.advance(byMilliseconds: 100)
                loop.wake()
                await Task.yield()
            }
            await pause
        }
        #expect(clock.nanoseconds >= 40_000_000_000)
    }
}
