import EventLoop
import Kubernetes
import Testing

/// What a consumer has been told.
final class Witness: Sendable {
    let state = Box<[String: String]>([:])
    let log = Box<[String]>([])
    let reports = Box<[String]>([])

    func handle(_ event: ReflectorEvent<PartialObject>) {
        switch event {
        case .synced(let objects, _):
            let pairs = objects.map { ($0.metadata.name, $0.metadata.resourceVersion) }
            state.value = Dictionary(uniqueKeysWithValues: pairs)
            log.change { $0.append("synced " + objects.map(\.metadata.name).joined(separator: ",")) }
        case .applied(let object):
            state.change { $0[object.metadata.name] = object.metadata.resourceVersion }
            log.change { $0.append("applied \(object.metadata.name) \(object.metadata.resourceVersion)") }
        case .deleted(let object):
            state.change { $0[object.metadata.name] = nil }
            log.change { $0.append("deleted \(object.metadata.name)") }
        }
    }

    func report(_ state: ReflectorState) {
        switch state {
        case .watching: reports.change { $0.append("watching") }
        case .failing(let error): reports.change { $0.append("failing \(error.status?.code ?? 0)") }
        }
    }
}

enum Line {
    static func event(_ type: String, _ name: String, _ version: Int) -> String {
        #"{"type":"\#(type)","object":{"metadata":{"name":"\#(name)","resourceVersion":"\#(version)"}}}"# + "\n"
    }
    static func bookmark(_ version: Int) -> String { event("BOOKMARK", "", version) }
    static func initialEnd(_ version: Int) -> String {
        #"{"type":"BOOKMARK","object":{"kind":"Secret","metadata":{"resourceVersion":"\#(version)","annotations":{"k8s.io/initial-events-end":"true"}}}}"#
            + "\n"
    }
    static let expired = #"{"type":"ERROR","object":\#(Recorded.expired)}"# + "\n"
}

struct ReflectorTests {
    struct Run: Sendable {
        let witness = Witness()
        let counter = ClientTests.Counter()
        let transport: ScriptedTransport
        let task: Task<Void, Never>

        var watches: [KubernetesRequest] { transport.requests.filter { $0.value("watch") != nil } }
        var lists: [KubernetesRequest] { transport.requests.filter { $0.value("watch") == nil } }

        init(
            _ simulation: Simulation,
            timing: ReflectorTiming = ReflectorTiming(),
            list: @escaping ScriptedTransport.Answer = { _, _ in throw KubernetesTransportError("no list here") },
            _ stream: @escaping ScriptedTransport.Stream
        ) {
            transport = ScriptedTransport(answer: list, stream: stream)
            let client = KubernetesClient.scripted(transport, on: simulation, observer: counter)
            let reflector = Reflector<PartialObject>(
                client: client,
                target: .secretMetadata(named: "s"),
                timing: timing
            )
            let witness = witness
            task = Task(executorPreference: simulation.loop) {
                await reflector.run {
                    witness.handle($0)
                } report: {
                    witness.report($0)
                }
            }
        }

        func stop() async {
            task.cancel()
            await task.value
        }
    }

    @Test func `it starts with the initial events and goes on in the same watch`() async throws {
        try await Simulation.run { simulation in
            let run = Run(simulation) { _, _ in
                ScriptedStream(
                    [
                        Line.event("ADDED", "b", 3), Line.event("ADDED", "a", 5), Line.initialEnd(9),
                        Line.event("ADDED", "c", 10),
                        Line.event("MODIFIED", "a", 11) + Line.event("DELETED", "b", 12), Line.bookmark(20),
                    ],
                    end: .silent(simulation.loop)
                )
            }
            await simulation.settle()
            #expect(run.witness.log.value == ["synced a,b", "applied c 10", "applied a 11", "deleted b"])
            #expect(run.witness.reports.value == ["watching"])
            let request = try #require(run.watches.first)
            #expect(request.accept == "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
            #expect(
                request.target
                    == "/api/v1/secrets?watch=true&fieldSelector=metadata.name%3Ds&allowWatchBookmarks=true&timeoutSeconds=600&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            )
            await run.stop()
            #expect(simulation.elapsed == 0)
        }
    }

    @Test func `a watch that ends is resumed from the last version, a bookmark's too`() async throws {
        try await Simulation.run { simulation in
            let run = Run(simulation) { _, index in
                switch index {
                case 0: ScriptedStream([Line.initialEnd(9), Line.event("ADDED", "a", 10)], end: .broken)
                case 1: ScriptedStream([Line.event("MODIFIED", "a", 11), Line.bookmark(30)])
                default: ScriptedStream([], end: .silent(simulation.loop))
                }
            }
            await simulation.advance(by: .seconds(3))
            #expect(run.watches.map { $0.value("resourceVersion") } == [nil, "10", "30"])
            #expect(run.watches.last?.value("sendInitialEvents") == nil)
            #expect(run.witness.log.value == ["synced ", "applied a 10", "applied a 11"])
            #expect(run.witness.reports.value == ["watching", "failing 0", "watching"])
            #expect(run.counter.log.value.filter { $0.hasPrefix("restart") } == ["restart broken", "restart ended"])
            await run.stop()
        }
    }

    @Test("a version that is too old leads to the complete state", arguments: [true, false])
    func expired(asEvent: Bool) async throws {
        try await Simulation.run { simulation in
            let run = Run(simulation) { _, index in
                switch index {
                case 0: ScriptedStream([Line.event("ADDED", "a", 1), Line.event("ADDED", "b", 2), Line.initialEnd(9)])
                case 1: asEvent ? ScriptedStream([Line.expired]) : ScriptedStream([Recorded.expired], status: 410)
                default:
                    ScriptedStream([Line.event("ADDED", "b", 12), Line.initialEnd(20)], end: .silent(simulation.loop))
                }
            }
            await simulation.advance(by: .seconds(3))
            #expect(run.witness.log.value == ["synced a,b", "synced b"])
            #expect(run.witness.state.value == ["b": "12"])
            #expect(run.watches.map { $0.value("resourceVersion") } == [nil, "9", nil])
            await run.stop()
        }
    }

    @Test("a server without initial events is listed and watched, for good", arguments: [400, 422])
    func fallback(code: Int) async throws {
        try await Simulation.run { simulation in
            let list: ScriptedTransport.Answer = { _, index in
                let name = index < 3 ? "a" : "b"
                return KubernetesResponse(
                    200,
                    #"{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"\#(name)","resourceVersion":"5"}}]}"#
                )
            }
            let run = Run(simulation, list: list) { request, index in
                if request.value("sendInitialEvents") != nil { return ScriptedStream(["{}"], status: code) }
                return index == 1 ? ScriptedStream([Line.expired]) : ScriptedStream([], end: .silent(simulation.loop))
            }
            await simulation.advance(by: .seconds(3))
            #expect(run.witness.log.value == ["synced a", "synced b"])
            #expect(run.watches.map { $0.value("resourceVersion") } == [nil, "9", "9"])
            #expect(run.witness.reports.value == ["watching", "failing 410", "watching"])
            await run.stop()
        }
    }

    @Test func `a server that ignores the wish for initial events is listed`() async throws {
        try await Simulation.run { simulation in
            let list: ScriptedTransport.Answer = { _, _ in
                KubernetesResponse(200, #"{"metadata":{"resourceVersion":"9"},"items":[]}"#)
            }
            let run = Run(simulation, list: list) { request, _ in
                request.value("resourceVersion") == nil
                    ? ScriptedStream([Line.event("ADDED", "a", 1), Line.bookmark(9)])
                    : ScriptedStream([], end: .silent(simulation.loop))
            }
            await simulation.advance(by: .seconds(3))
            #expect(run.witness.log.value == ["synced "])
            #expect(run.lists.count == 1)
            await run.stop()
        }
    }

    @Test func `a silent watch is dropped after the idle time and resumed`() async throws {
        try await Simulation.run { simulation in
            let run = Run(simulation) { _, index in
                ScriptedStream(
                    index == 0 ? [Line.initialEnd(9)] : [Line.bookmark(9 + index)],
                    end: .silent(simulation.loop)
                )
            }
            await simulation.advance(by: .seconds(99), step: .seconds(1))
            #expect(run.watches.count == 1)
            await simulation.advance(by: .seconds(3))
            #expect(run.watches.map { $0.value("resourceVersion") } == [nil, "9"])
            await simulation.advance(by: .seconds(102), step: .seconds(1))
            #expect(run.watches.map { $0.value("resourceVersion") } == [nil, "9", "10"])
            #expect(run.counter.log.value.filter { $0.hasPrefix("restart") } == ["restart silent", "restart silent"])
            await run.stop()
        }
    }

    @Test func `a server that does not answer the opening is tried again`() async throws {
        try await Simulation.run { simulation in
            let loop = simulation.loop
            let run = Run(simulation) { _, index in
                if index == 0 {
                    await loop.sleep(until: .never)
                    throw CancellationError()
                }
                return ScriptedStream([Line.initialEnd(9)], end: .silent(loop))
            }
            await simulation.advance(by: .seconds(37), step: .milliseconds(500))
            #expect(run.witness.log.value == ["synced "])
            #expect(run.witness.reports.value == ["failing 0", "watching"])
            await run.stop()
        }
    }

    @Test func `failures are tried again ever more slowly, for ever, and reported once`() async throws {
        try await Simulation.run { simulation in
            let run = Run(simulation) { _, index in
                if index < 12 { return ScriptedStream([Recorded.denied("watch")], status: 403) }
                return ScriptedStream([Line.initialEnd(9)], end: .silent(simulation.loop))
            }
            await simulation.advance(by: .seconds(60), step: .milliseconds(500))
            #expect((6...8).contains(run.watches.count), "\(run.watches.count)")
            await simulation.advance(by: .seconds(240), step: .seconds(1))
            #expect(run.witness.reports.value == ["failing 403", "watching"])
            await run.stop()
        }
    }

    @Test func `a version that keeps being refused in other words than 410 is given up`() async throws {
        try await Simulation.run { simulation in
            let compacted =
                #"{"type":"ERROR","object":{"kind":"Status","code":500,"message":"required revision has been compacted"}}"#
            let run = Run(simulation) { request, index in
                if request.value("resourceVersion") != nil { return ScriptedStream([compacted + "\n"]) }
                return index == 0
                    ? ScriptedStream([Line.event("ADDED", "a", 1), Line.initialEnd(9)])
                    : ScriptedStream([Line.event("ADDED", "b", 1), Line.initialEnd(19)], end: .silent(simulation.loop))
            }
            await simulation.advance(by: .seconds(10))
            #expect(run.witness.log.value == ["synced a", "synced b"])
            await run.stop()
        }
    }

    @Test("after a 404 the complete state is told again, once it is not refused any more", arguments: [1, 3])
    func notFound(times: Int) async throws {
        try await Simulation.run { simulation in
            let run = Run(simulation) { request, index in
                if (1...times).contains(index) { return ScriptedStream(["404 page not found"], status: 404) }
                guard request.value("resourceVersion") == nil else { return ScriptedStream([Line.bookmark(10)]) }
                return index == 0
                    ? ScriptedStream([Line.event("ADDED", "a", 1), Line.initialEnd(9)])
                    : ScriptedStream([Line.event("ADDED", "b", 1), Line.initialEnd(9)], end: .silent(simulation.loop))
            }
            await simulation.advance(by: .seconds(20), step: .milliseconds(500))
            #expect(run.witness.log.value == ["synced a", "synced b"])
            #expect(run.witness.reports.value == ["watching", "failing 404", "watching"])
            await run.stop()
        }
    }

    @Test func `a watch that is refused each time does not spin`() async throws {
        try await Simulation.run { simulation in
            let run = Run(simulation) { request, _ in
                request.value("resourceVersion") == nil
                    ? ScriptedStream([Line.initialEnd(9)]) : ScriptedStream([Recorded.expired], status: 410)
            }
            await simulation.advance(by: .seconds(60), step: .milliseconds(500))
            #expect(run.watches.count < 200, "\(run.watches.count)")
            await run.stop()
        }
    }

    @Test(
        "a line that is no event ends the watch with a reason",
        arguments: [
            "nonsense", #"{"type":"ADDED","object":{"metadata":{"name":"a""#, #"{"object":{}}"#, #"{"type":"ADDED"}"#,
            "{}", "[1]",
            #"{"type":"BOOKMARK","object":{"metadata":{}}}"#, #"{"type":"ERROR","object":7}"#,
        ]
    )
    func malformed(line: String) async throws {
        try await Simulation.run { simulation in
            let run = Run(simulation) { _, index in
                switch index {
                case 0: ScriptedStream([Line.initialEnd(9), line + "\n"], end: .silent(simulation.loop))
                default: ScriptedStream([Line.event("ADDED", "b", 12)], end: .silent(simulation.loop))
                }
            }
            await simulation.advance(by: .seconds(3))
            #expect(run.watches.map { $0.value("resourceVersion") } == [nil, "9"])
            #expect(run.counter.log.value.filter { $0.hasPrefix("restart") } == ["restart malformed"])
            #expect(run.witness.log.value == ["synced ", "applied b 12"])
            await run.stop()
        }
    }

    @Test func `a consumer that takes long is not taken for a silent server`() async throws {
        try await Simulation.run { simulation in
            let loop = simulation.loop
            let transport = ScriptedTransport { _, _ in
                throw KubernetesTransportError("no list")
            } stream: { _, _ in
                ScriptedStream([Line.initialEnd(9), Line.event("ADDED", "a", 10)], end: .silent(loop))
            }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let count = Box(0)
            let task = Task(executorPreference: loop) {
                await Reflector<PartialObject>(client: client, target: .namespaces).run { _ in
                    await loop.sleep(until: loop.preciseNow().advanced(by: .seconds(250)))
                    count.change { $0 += 1 }
                }
            }
            await simulation.advance(by: .seconds(510), step: .seconds(1), rounds: 40)
            #expect(count.value == 2)
            #expect(transport.requests.count == 1)
            task.cancel()
            await task.value
        }
    }

    // MARK: Cuts

    /// A server with a history; each watch is cut after so many bytes.
    private struct History: Sendable {
        let events: [(line: String, version: Int)]

        func stream(from version: Int?, limit: Int?, loop: EventLoop) -> ScriptedStream {
            let initial =
                version == nil ? [Line.event("ADDED", "a", 1), Line.event("ADDED", "b", 2), Line.initialEnd(2)] : []
            let text = (initial + events.filter { $0.version > version ?? 2 }.map(\.line)).joined()
            guard let limit, limit < text.utf8.count else { return ScriptedStream([text], end: .silent(loop)) }
            return ScriptedStream(bytes: Array(text.utf8.prefix(limit)), end: limit % 2 == 0 ? .closed : .broken)
        }
    }

    private static let history = History(events: [
        (Line.event("ADDED", "c", 3), 3), (Line.event("MODIFIED", "a", 4), 4), (Line.bookmark(5), 5),
        (Line.event("DELETED", "b", 6), 6), (Line.event("MODIFIED", "c", 7), 7),
    ])

    @Test func `a watch cut at any byte loses nothing and repeats nothing`() async throws {
        let history = Self.history
        let total = history.events.map(\.line.utf8.count).reduce(0, +) + 300
        for limit in 0..<total {
            try await Simulation.run { simulation in
                let list: ScriptedTransport.Answer = { _, _ in
                    KubernetesResponse(
                        200,
                        #"{"metadata":{"resourceVersion":"2"},"items":[{"metadata":{"name":"a","resourceVersion":"1"}},{"metadata":{"name":"b","resourceVersion":"2"}}]}"#
                    )
                }
                let run = Run(simulation, list: list) { request, index in
                    let version = request.value("resourceVersion").flatMap { Int($0) }
                    return history.stream(from: version, limit: index == 0 ? limit : nil, loop: simulation.loop)
                }
                await simulation.advance(by: .seconds(2), step: .milliseconds(500), rounds: 60)
                #expect(run.witness.state.value == ["a": "4", "c": "7"], "cut after \(limit) bytes")
                #expect(
                    run.witness.log.value == ["synced a,b", "applied c 3", "applied a 4", "deleted b", "applied c 7"],
                    "cut after \(limit) bytes"
                )
                await run.stop()
            }
        }
    }

    @Test func `bytes that come one by one are the same events`() async throws {
        try await Simulation.run { simulation in
            let text = Self.history.events.map(\.line).joined()
            let run = Run(simulation) { _, _ in
                ScriptedStream([Line.initialEnd(2)] + text.map { String($0) }, end: .silent(simulation.loop))
            }
            await simulation.settle(rounds: 2000)
            #expect(run.witness.log.value == ["synced ", "applied c 3", "applied a 4", "deleted b", "applied c 7"])
            await run.stop()
        }
    }
}
