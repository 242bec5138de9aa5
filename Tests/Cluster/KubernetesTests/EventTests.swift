import EventLoop
import HTTP
import Kubernetes
import Testing
import Text

struct EventTests {
    private static func withRecorder(
        _ answer: @escaping ScriptedTransport.Answer = { _, _ in KubernetesResponse(201, "{}") },
        _ body: @escaping @Sendable (EventRecorder, ScriptedTransport, Simulation) async throws -> Void
    ) async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport(answer: answer)
            let client = KubernetesClient.scripted(transport, on: simulation)
            let clock = WallClock { Timestamp(seconds: 1_795_224_568 + simulation.elapsed) }
            let recorder = EventRecorder(client: client, component: "pullpass", instance: "pod-1", wallClock: clock)
            try await body(recorder, transport, simulation)
        }
    }

    private static func event(_ name: String = "s", reason: String = "Refused", message: String = "no") -> EventManifest
    {
        let object = ObjectReference(kind: "Secret", namespace: "team-a", name: name, uid: "u")
        return EventManifest(regarding: object, kind: .warning, reason: reason, message: message)
    }

    @Test func `the same again counts up, and after ten minutes it is new`() async throws {
        try await Self.withRecorder { recorder, transport, simulation in
            await recorder.record(Self.event())
            await simulation.leap(by: .seconds(300))
            await recorder.record(Self.event(message: "still no"))
            await simulation.leap(by: .seconds(601))
            await recorder.record(Self.event())
            let requests = transport.requests
            #expect(requests.map(\.method.name) == ["POST", "PATCH", "POST"])
            #expect(requests[0].path == "/api/v1/namespaces/team-a/events")
            #expect(requests[0].text.contains(#""count":1"#))
            #expect(requests[0].text.contains(#""firstTimestamp":"2026-11-21T01:29:28Z""#))
            #expect(
                requests[1].text == #"{"count":2,"lastTimestamp":"2026-11-21T01:34:28Z","message":"still no"}"#
            )
            #expect(requests[1].path.hasPrefix("/api/v1/namespaces/team-a/events/s."))
            #expect(requests[1].contentType == "application/merge-patch+json")
        }
    }

    @Test func `an Event bears the installation that told it`() async throws {
        let transport = ScriptedTransport { _, _ in KubernetesResponse(201, "{}") }
        try await Simulation.run { simulation in
            let client = KubernetesClient(
                transport: transport,
                limiter: RequestLimiter(perSecond: 10, burst: 10, loop: simulation.loop),
                loop: simulation.loop,
                owner: "pullpass/lease"
            )
            let recorder = EventRecorder(client: client, component: "p", instance: "i", wallClock: .epoch)
            await recorder.record(Self.event())
            #expect(
                transport.requests.first?.text.contains(#""annotations":{"pullpass.dev/owner":"pullpass/lease"}"#)
                    == true,
                "\(transport.requests.first?.text ?? "")"
            )
        }
    }

    @Test func `another object and another reason are other Events`() async throws {
        try await Self.withRecorder { recorder, transport, _ in
            await recorder.record(Self.event("a"))
            await recorder.record(Self.event("b"))
            await recorder.record(Self.event("a", reason: "Other"))
            #expect(transport.requests.map(\.method.name) == ["POST", "POST", "POST"])
            #expect(Set(transport.requests.map(\.text)).count == 3)
        }
    }

    @Test func `a flood about one object is counted and not sent`() async throws {
        try await Self.withRecorder { recorder, transport, simulation in
            for _ in 0..<500 { await recorder.record(Self.event()) }
            #expect(transport.requests.count == 10)
            await recorder.record(Self.event("other"))
            #expect(transport.requests.count == 11)
            await simulation.leap(by: .seconds(61))
            await recorder.record(Self.event())
            #expect(transport.requests.last?.text.contains(#""count":501"#) == true)
        }
    }

    @Test func `an Event that the server has dropped is made anew with its count`() async throws {
        try await Self.withRecorder { request, _ in
            request.method.name == "PATCH" ? KubernetesResponse(404, "") : KubernetesResponse(201, "{}")
        } _: { recorder, transport, _ in
            await recorder.record(Self.event())
            await recorder.record(Self.event())
            #expect(transport.requests.map(\.method.name) == ["POST", "PATCH", "POST"])
            #expect(transport.requests[2].text.contains(#""count":2"#))
        }
    }

    @Test func `an object of the cluster has its Events in default`() async throws {
        try await Self.withRecorder { recorder, transport, _ in
            let object = ObjectReference(kind: "Namespace", name: "team-a", uid: "u")
            await recorder.record(EventManifest(regarding: object, kind: .normal, reason: "R", message: "m"))
            #expect(transport.requests[0].path == "/api/v1/namespaces/default/events")
            #expect(transport.requests[0].text.contains(#""type":"Normal""#))
        }
    }

    @Test func `a long message is cut to what the server takes, between characters`() async throws {
        try await Self.withRecorder { recorder, transport, _ in
            await recorder.record(Self.event(message: String(repeating: "ü", count: 2000)))
            let message = try #require(
                transport.requests[0].text.split(separator: #""message":""#).last?.prefix { $0 != "\"" }
            )
            #expect(message.utf8.count <= 1024 && message.hasSuffix("ü…"))
        }
    }

    @Test func `lines become one, of which kubectl shows all`() async throws {
        try await Self.withRecorder { recorder, transport, _ in
            await recorder.record(Self.event(message: "1 failure\nleft: a\n\nRemove it with:\n  kubectl delete\n"))
            #expect(
                transport.requests[0].text.contains(#""message":"1 failure; left: a; Remove it with: kubectl delete""#),
                "\(transport.requests[0].text)"
            )
        }
    }

    @Test func `a refusal is no failure, and the next Event is new`() async throws {
        try await Self.withRecorder { _, _ in
            KubernetesResponse(403, Recorded.terminating)
        } _: { recorder, transport, _ in
            await recorder.record(Self.event())
            await recorder.record(Self.event())
            #expect(transport.requests.map(\.method.name) == ["POST", "POST"])
        }
    }

    @Test func `many objects do not fill the memory`() async throws {
        try await Self.withRecorder { recorder, transport, _ in
            for number in 0..<5000 { await recorder.record(Self.event("s\(number)")) }
            #expect(transport.requests.count == 5000)
            await recorder.record(Self.event("s4999"))
            #expect(transport.requests.last?.method.name == "PATCH")
        }
    }
}
