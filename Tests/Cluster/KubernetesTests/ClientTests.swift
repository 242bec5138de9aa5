import HTTP
@testable import Kubernetes
import EventLoop
import Testing
import Text

struct ClientTests {
    @Test func `an apply names its manager, forces only when told, and wants no data back`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in KubernetesResponse(200, Recorded.appliedSecret) }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let manifest = SecretManifest(namespace: "team-a", name: "pullpass-hub", data: ["k": [1]], uid: "u")
            let metadata = try await client.applySecret(
                manifest,
                fieldManager: "pullpass",
                force: false,
                priority: .placement
            )
            #expect(metadata.resourceVersion == "1066")
            _ = try await client.applySecret(manifest, fieldManager: "pullpass", force: true, priority: .repair)
            let requests = transport.requests
            #expect(requests[0].method == .patch)
            #expect(requests[0].target == "/api/v1/namespaces/team-a/secrets/pullpass-hub?fieldManager=pullpass")
            #expect(
                requests[1].target == "/api/v1/namespaces/team-a/secrets/pullpass-hub?fieldManager=pullpass&force=true"
            )
            #expect(requests[0].contentType == "application/apply-patch+yaml")
            #expect(requests[0].accept == "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
            #expect(requests[0].text.contains(#""uid":"u""#))
        }
    }

    @Test func `a delete carries what was judged, and what is gone already is fine`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in KubernetesResponse(404, "") }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let answer = try await client.deleteSecret(
                namespace: "a",
                name: "b",
                uid: "u",
                resourceVersion: "7",
                priority: .cleanUp
            )
            #expect(answer == .gone && transport.requests.count == 1)
            #expect(
                transport.requests[0].text
                    == #"{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"resourceVersion":"7","uid":"u"}}"#
            )
        }
    }

    @Test(
        "What a finalizer keeps is not gone, and no data comes back",
        arguments: [
            (
                #"{"kind":"Status","metadata":{},"status":"Success","details":{"name":"b","uid":"u"}}"#,
                DeletionAnswer.gone
            ),
            (
                #"{"kind":"PartialObjectMetadata","metadata":{"name":"b","uid":"u","deletionTimestamp":"2026-11-21T01:29:28Z"}}"#,
                .kept
            ),
            // It was the last one, and is gone with the answer.
            (#"{"kind":"PartialObjectMetadata","metadata":{"name":"b","uid":"u"}}"#, .gone), ("", .gone),
        ]
    )
    func deletion(_ answer: String, means expected: DeletionAnswer) async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in KubernetesResponse(200, answer) }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let outcome = try await client.deleteSecret(
                namespace: "a",
                name: "b",
                uid: "u",
                resourceVersion: "7",
                priority: .cleanUp
            )
            #expect(outcome == expected)
            #expect(transport.requests[0].accept == "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
        }
    }

    @Test func `an object that is not there is nil`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in KubernetesResponse(404, "") }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let secret = try await client.secret(namespace: "a", name: "b")
            let metadata = try await client.secretMetadata(namespace: "a", name: "b")
            let namespace = try await client.namespace("a")
            let lease = try await client.lease(namespace: "a", name: "b")
            #expect(secret == nil && metadata == nil && namespace == nil && lease == nil)
        }
    }

    // MARK: Lists

    private static func page(_ names: [String], continue position: String = "") -> KubernetesResponse {
        let items = names.map { #"{"metadata":{"name":"\#($0)","resourceVersion":"1"}}"# }.joined(separator: ",")
        return KubernetesResponse(
            200,
            #"{"metadata":{"resourceVersion":"9","continue":"\#(position)"},"items":[\#(items)]}"#
        )
    }

    @Test func `a list is read page by page`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { request, _ in
                switch request.value("continue") {
                case nil: Self.page(["a", "b"], continue: "x")
                case "x": Self.page(["c"], continue: "y")
                default: Self.page([])
                }
            }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let list = try await client.list(PartialObject.self, .secretMetadata(named: "s"))
            #expect(list.items.map(\.metadata.name) == ["a", "b", "c"] && list.resourceVersion == "9")
            #expect(transport.requests.map { $0.value("limit") } == ["500", "500", "500"])
            #expect(transport.requests.allSatisfy { $0.value("fieldSelector") == "metadata.name=s" })
            #expect(transport.requests[0].accept == "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
        }
    }

    @Test func `a list whose position expires is read again in one piece`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { request, _ in
                if request.value("limit") == nil { return Self.page(["a", "b", "c"]) }
                return request.value("continue") == nil
                    ? Self.page(["a"], continue: "x") : KubernetesResponse(410, Recorded.expired)
            }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let list = try await client.list(NamespaceObject.self, .namespaces)
            #expect(list.items.map(\.metadata.name) == ["a", "b", "c"])
            #expect(transport.requests.count == 3)
        }
    }

    @Test func `a list that stands still is an error`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in Self.page(["a"], continue: "x") }
            let client = KubernetesClient.scripted(transport, on: simulation)
            await #expect(throws: KubernetesError.self) { try await client.list(NamespaceObject.self, .namespaces) }
            #expect(transport.requests.count == 2)
        }
    }

    @Test func `an answer that cannot be read is named without its content`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in
                KubernetesResponse(200, #"{"metadata":{"name":"b"},"data":{"password":{"hunter2":1}}}"#)
            }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let error = await #expect(throws: KubernetesError.self) {
                try await client.secret(namespace: "a", name: "b")
            }
            #expect(
                error?.description
                    == "cannot get secrets/b in namespace a: the object cannot be read: data.password is no base64"
            )
        }
    }

    // MARK: Trying again

    enum Verb: String, CaseIterable, Sendable { case get, apply, delete, createLease, event }
    enum Failure: String, CaseIterable, Sendable {
        case throttled, failed, webhook, broken, unsent, forbidden, conflict
    }

    private static let webhookFailure =
        #"{"kind":"Status","message":"Internal error occurred: failed calling webhook \"x\": context deadline exceeded","code":500}"#

    private static func answer(_ failure: Failure) throws -> KubernetesResponse {
        switch failure {
        case .throttled: KubernetesResponse(429, "", fields: [("Retry-After", "1")])
        case .failed: KubernetesResponse(503, "")
        case .webhook: KubernetesResponse(500, Self.webhookFailure)
        case .broken: throw KubernetesTransportError("reset")
        case .unsent: throw KubernetesTransportError("refused", wasNeverSent: true)
        case .forbidden: KubernetesResponse(403, Recorded.denied("get"))
        case .conflict: KubernetesResponse(409, Recorded.staleVersion)
        }
    }

    private static func tries(_ verb: Verb, _ failure: Failure) -> Int {
        switch (verb, failure) {
        case (_, .forbidden), (_, .conflict), (_, .webhook), (.createLease, _): 1
        case (.event, .failed), (.event, .broken), (.event, .throttled): 1
        default: 5
        }
    }

    @Test("only what may be repeated is, and not for ever", arguments: Verb.allCases, Failure.allCases)
    func repeats(verb: Verb, failure: Failure) async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in try Self.answer(failure) }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let task = Task(executorPreference: simulation.loop) {
                switch verb {
                case .get: _ = try await client.secret(namespace: "a", name: "b")
                case .apply:
                    let manifest = SecretManifest(namespace: "a", name: "b", data: [:])
                    _ = try await client.applySecret(manifest, fieldManager: "p", force: false, priority: .repair)
                case .delete:
                    _ = try await client.deleteSecret(
                        namespace: "a",
                        name: "b",
                        uid: "u",
                        resourceVersion: nil,
                        priority: .cleanUp
                    )
                case .createLease:
                    let metadata = ObjectMetadata(name: "l", namespace: "a")
                    _ = try await client.createLease(LeaseObject(metadata: metadata, spec: LeaseSpec()))
                case .event:
                    let recorder = EventRecorder(client: client, component: "p", instance: "i", wallClock: .epoch)
                    let object = ObjectReference(kind: "Secret", namespace: "a", name: "b")
                    await recorder.record(EventManifest(regarding: object, kind: .normal, reason: "R", message: ""))
                    throw CancellationError()
                }
            }
            await simulation.advance(by: .seconds(30), step: .milliseconds(250))
            await #expect(throws: (any Error).self) { try await task.value }
            #expect(transport.requests.count == Self.tries(verb, failure))
        }
    }

    @Test func `a server that asks for time gets it from every request`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, index in
                index == 0
                    ? KubernetesResponse(429, "", fields: [("Retry-After", "5")])
                    : KubernetesResponse(200, #"{"metadata":{"name":"a"}}"#)
            }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let first = Task(executorPreference: simulation.loop) { try await client.namespace("a") }
            await simulation.settle()
            let second = Task(executorPreference: simulation.loop) { try await client.namespace("b") }
            await simulation.advance(by: .milliseconds(4800))
            #expect(transport.requests.count == 1)
            await simulation.advance(by: .milliseconds(600))
            #expect(transport.requests.count == 3)
            _ = try await (first.value, second.value)
        }
    }

    @Test(
        "a webhook that asks to wait, as if it were the API server, holds no other request up, and is asked once",
        arguments: [429, 503]
    )
    func foreignWait(_ code: Int) async throws {
        try await Simulation.run { simulation in
            let denial =
                #"{"kind":"Status","code":\#(code),"message":"admission webhook \"x\" denied the request: later","details":{"retryAfterSeconds":60}}"#
            let transport = ScriptedTransport { request, _ in
                request.method == .delete
                    ? KubernetesResponse(code, denial) : KubernetesResponse(200, #"{"metadata":{"name":"a"}}"#)
            }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let denied = Task(executorPreference: simulation.loop) {
                try await client.deleteSecret(
                    namespace: "a",
                    name: "b",
                    uid: nil,
                    resourceVersion: nil,
                    priority: .cleanUp
                )
            }
            await simulation.settle()
            let other = Task(executorPreference: simulation.loop) { try await client.namespace("a") }
            await simulation.advance(by: .milliseconds(600))
            #expect(transport.requests.count == 2)
            _ = try await other.value
            await #expect(throws: KubernetesError.self) { try await denied.value }
        }
    }

    @Test func `a deletion that a webhook denies with 404 is no success`() async throws {
        try await Simulation.run { simulation in
            let denial =
                #"{"kind":"Status","code":404,"message":"admission webhook \"x\" denied the request: configmaps \"c\" not found"}"#
            let transport = ScriptedTransport { _, index in
                index == 0 ? KubernetesResponse(404, denial) : KubernetesResponse(404, "")
            }
            let client = KubernetesClient.scripted(transport, on: simulation)
            func delete() async throws {
                _ = try await client.deleteSecret(
                    namespace: "a",
                    name: "b",
                    uid: nil,
                    resourceVersion: nil,
                    priority: .cleanUp
                )
            }
            let task = Task(executorPreference: simulation.loop) {
                await #expect(throws: KubernetesError.self) { try await delete() }
                try await delete()
            }
            await simulation.advance(by: .milliseconds(600))
            try await task.value
        }
    }

    @Test func `a limit for Events, which somebody may have used up, holds no other request up`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { request, _ in
                request.path.hasSuffix("/events")
                    ? KubernetesResponse(429, "", fields: [("Retry-After", "30")])
                    : KubernetesResponse(200, #"{"metadata":{"name":"a"}}"#)
            }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let told = Task(executorPreference: simulation.loop) {
                let recorder = EventRecorder(client: client, component: "p", instance: "i", wallClock: .epoch)
                let object = ObjectReference(kind: "Secret", namespace: "a", name: "b")
                await recorder.record(EventManifest(regarding: object, kind: .normal, reason: "R", message: ""))
            }
            await simulation.settle()
            #expect(transport.requests.count == 1)
            let other = Task(executorPreference: simulation.loop) { try await client.namespace("a") }
            await simulation.advance(by: .milliseconds(600))
            #expect(transport.requests.count == 2)
            _ = try await other.value
            told.cancel()
            await told.value
        }
    }

    @Test func `a server that says nothing is given up`() async throws {
        try await Simulation.run { simulation in
            let loop = simulation.loop
            let transport = ScriptedTransport { _, _ in
                await loop.sleep(until: .never)
                throw CancellationError()
            }
            var timing = KubernetesTiming()
            timing.maximumTries = 2
            let client = KubernetesClient.scripted(transport, on: simulation, timing: timing)
            let task = Task(executorPreference: loop) { () async throws(KubernetesError) in
                try await client.namespace("a")
            }
            await simulation.advance(by: .seconds(71), step: .milliseconds(500))
            let error = await #expect(throws: KubernetesError.self) { try await task.value }
            #expect(error?.cause == .timedOut(after: .seconds(35)))
            #expect(transport.requests.count == 2)
        }
    }

    @Test func `a cancelled request ends at once, wherever it waits`() async throws {
        try await Simulation.run { simulation in
            let loop = simulation.loop
            let silent = ScriptedTransport { _, _ in
                await loop.sleep(until: .never)
                throw CancellationError()
            }
            let failing = ScriptedTransport { _, _ in KubernetesResponse(503, "") }
            for (transport, perSecond) in [(silent, 1000.0), (failing, 1000.0), (failing, 0.001)] {
                let client = KubernetesClient.scripted(transport, on: simulation, perSecond: perSecond)
                if perSecond < 1 { client.drain() }
                let task = Task(executorPreference: loop) { try await client.namespace("a") }
                await simulation.settle()
                task.cancel()
                let error = await #expect(throws: KubernetesError.self) { try await task.value }
                #expect(error?.isCancelled == true)
            }
            #expect(simulation.elapsed == 0)
        }
    }

    final class Counter: KubernetesObserver {
        let log = Box<[String]>([])
        func requestEnded(verb: String, resource: String, code: Int, after time: Duration) {
            log.change { $0.append("\(verb) \(resource) \(code)") }
        }
        func watchRestarts(resource: String, cause: WatchRestart) { log.change { $0.append("restart \(cause)") } }
    }

    @Test func `every try is counted`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, index in
                switch index {
                case 0: KubernetesResponse(500, "")
                case 1: throw KubernetesTransportError("reset")
                default: KubernetesResponse(200, #"{"metadata":{"name":"a"}}"#)
                }
            }
            let counter = Counter()
            let client = KubernetesClient.scripted(transport, on: simulation, observer: counter)
            let task = Task(executorPreference: simulation.loop) { try await client.namespace("a") }
            await simulation.advance(by: .seconds(2))
            _ = try await task.value
            #expect(counter.log.value == ["get namespaces 500", "get namespaces 0", "get namespaces 200"])
        }
    }
}

extension KubernetesClient {
    /// Makes the limiter wait, as after a 429.
    func drain() { limiter.pause(for: .seconds(3600)) }
}
