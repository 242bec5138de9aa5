import EventLoop
import Kubernetes
import Testing

/// One bad object among good ones ends no watch and no list, and changes nothing about the others.
struct HostileWatchTests {
    /// What was told of a collection, by name: the version, and the fault where there is one.
    private final class Told: Sendable {
        let log = Box<[String]>([])
        let reports = Box<[String]>([])
        let unreadable = Box<[String]>([])

        func handle(_ event: ReflectorEvent<NamespaceObject>) {
            @Sendable func text(_ object: NamespaceObject) -> String {
                object.metadata.name + (object.metadata.fault == nil ? "" : "!")
            }
            switch event {
            case .synced(let all, _): log.change { $0.append("synced " + all.map(text).joined(separator: ",")) }
            case .applied(let one): log.change { $0.append("applied " + text(one)) }
            case .deleted(let one): log.change { $0.append("deleted " + text(one)) }
            }
        }
    }

    private final class Observer: KubernetesObserver {
        let told: Told
        init(_ told: Told) { self.told = told }
        func requestEnded(verb: String, resource: String, code: Int, after time: Duration) {}
        func watchRestarts(resource: String, cause: WatchRestart) {
            told.reports.change { $0.append("restart \(cause)") }
        }
        func objectUnreadable(_ object: UnreadableObject) {
            told.unreadable.change {
                $0.append("\(object.resource) \(object.namespace)/\(object.name): \(object.fault)")
            }
        }
    }

    private static func watch(
        _ simulation: Simulation,
        _ told: Told,
        timing: ReflectorTiming = ReflectorTiming(),
        list: @escaping ScriptedTransport.Answer = { _, _ in throw KubernetesTransportError("no list here") },
        _ stream: @escaping ScriptedTransport.Stream
    ) -> (transport: ScriptedTransport, client: KubernetesClient, task: Task<Void, Never>) {
        let transport = ScriptedTransport(answer: list, stream: stream)
        let client = KubernetesClient.scripted(transport, on: simulation, observer: Observer(told))
        let reflector = Reflector<NamespaceObject>(client: client, target: .namespaces, timing: timing)
        let task = Task(executorPreference: simulation.loop) {
            await reflector.run {
                told.handle($0)
            } report: { state in
                told.reports.change { $0.append(state == .watching ? "watching" : "failing") }
            }
        }
        return (transport, client, task)
    }

    private static func line(_ type: String, _ object: String) -> String {
        #"{"type":"\#(type)","object":\#(object)}"# + "\n"
    }
    private static func good(_ name: String, _ version: Int) -> String {
        HostileObject(name: name).json(named: name, in: "", version: version)
    }

    @Test("Among the initial events and the later ones", arguments: HostileObject.all)
    func watched(bad: HostileObject) async throws {
        try await Simulation.run { simulation in
            let told = Told()
            let run = Self.watch(simulation, told) { _, index in
                guard index == 0 else { return ScriptedStream([], end: .silent(simulation.loop)) }
                return ScriptedStream(
                    [
                        Self.line("ADDED", Self.good("a", 1)) + Self.line("ADDED", bad.json(in: "", version: 2)),
                        Self.line("ADDED", Self.good("z", 3)) + Line.initialEnd(4),
                        Self.line("MODIFIED", bad.json(in: "", version: 5)) + Self.line("MODIFIED", Self.good("a", 6)),
                        Self.line("DELETED", bad.json(in: "", version: 7)) + Self.line("DELETED", Self.good("z", 8)),
                    ],
                    end: .closed
                )
            }
            await simulation.advance(by: .seconds(2))
            let mark = bad.namespace == nil ? "" : "!"
            #expect(
                told.log.value == [
                    "synced a,bad\(mark),z", "applied bad\(mark)", "applied a", "deleted bad\(mark)", "deleted z",
                ]
            )
            #expect(run.transport.requests.map { $0.value("resourceVersion") } == [nil, "8"])
            #expect(told.reports.value.filter { $0.hasPrefix("failing") }.isEmpty)
            #expect(
                told.unreadable.value == bad.namespace.map { [String](repeating: "namespaces /bad: \($0)", count: 3) }
                    ?? []
            )
            run.task.cancel()
            await run.task.value
        }
    }

    @Test("In a list", arguments: HostileObject.all)
    func listed(bad: HostileObject) async throws {
        try await Simulation.run { simulation in
            let told = Told()
            let list: ScriptedTransport.Answer = { _, _ in
                KubernetesResponse(
                    200,
                    #"{"metadata":{"resourceVersion":"9"},"items":[\#(Self.good("a", 1)),\#(bad.json(in: "")),\#(Self.good("z", 3))]}"#
                )
            }
            let run = Self.watch(simulation, told, list: list) { request, _ in
                if request.value("sendInitialEvents") != nil { return ScriptedStream(["{}"], status: 400) }
                return ScriptedStream([], end: .silent(simulation.loop))
            }
            await simulation.advance(by: .seconds(2))
            #expect(told.log.value == ["synced a,bad\(bad.namespace == nil ? "" : "!"),z"])
            #expect(told.reports.value == ["restart refused", "watching"])
            run.task.cancel()
            await run.task.value
        }
    }

    @Test(
        "What has no name or no version is passed over, and the watch goes on from what it has seen",
        arguments: [
            "{}", #"{"metadata":{"resourceVersion":"11"}}"#, #"{"metadata":null}"#, "7", "[]",
            #"{"metadata":{"name":[]}}"#, "null",
        ]
    )
    func nameless(object: String) async throws {
        try await Simulation.run { simulation in
            let told = Told()
            let run = Self.watch(simulation, told) { _, index in
                index == 0
                    ? ScriptedStream([
                        Line.initialEnd(9), Self.line("ADDED", object), Self.line("ADDED", Self.good("b", 12)),
                    ])
                    : ScriptedStream([], end: .silent(simulation.loop))
            }
            await simulation.advance(by: .seconds(2))
            #expect(told.log.value == ["synced ", "applied b"])
            #expect(told.unreadable.value.count == 1)
            #expect(run.transport.requests.map { $0.value("resourceVersion") } == [nil, "12"])
            run.task.cancel()
            await run.task.value
        }
    }

    @Test func `of an object that is too large it is told whose it is, and what comes after it is read`() async throws {
        try await Simulation.run { simulation in
            let told = Told()
            var timing = ReflectorTiming()
            timing.maximumEventBytes = 1000
            let large = HostileObject(
                name: "",
                metadata: "\"annotations\":{\"x\":\"" + String(repeating: "y", count: 5000) + "\"}"
            )
            let run = Self.watch(simulation, told, timing: timing) { _, index in
                guard index == 0 else { return ScriptedStream([], end: .silent(simulation.loop)) }
                return ScriptedStream(
                    [
                        Line.initialEnd(9), Self.line("ADDED", large.json(in: "", version: 10)),
                        Self.line("ADDED", Self.good("b", 12)),
                    ]
                        + [
                            String(repeating: "x", count: 900), String(repeating: "x", count: 900),
                            "\n" + Self.line("ADDED", Self.good("c", 13)),
                        ]
                )
            }
            await simulation.advance(by: .seconds(2))
            #expect(told.log.value == ["synced ", "applied bad!", "applied b", "applied c"])
            #expect(
                told.unreadable.value
                    == ["namespaces /bad: it has more than 1000 bytes", "namespaces /: it has more than 1000 bytes"]
            )
            #expect(run.transport.requests.map { $0.value("resourceVersion") } == [nil, "13"])
            run.task.cancel()
            await run.task.value
        }
    }

    // MARK: Silence

    @Test func `a watch on which nothing comes is opened anew without a word`() async throws {
        try await Simulation.run { simulation in
            let told = Told()
            let run = Self.watch(simulation, told) { _, index in
                ScriptedStream(index == 0 ? [Line.initialEnd(9)] : [], end: .silent(simulation.loop))
            }
            await simulation.advance(by: .seconds(450), step: .seconds(1))
            #expect(run.transport.requests.map { $0.value("resourceVersion") } == [nil, "9", "9", "9", "9"])
            #expect(told.reports.value == ["watching"] + [String](repeating: "restart silent", count: 4))
            #expect(run.client.watches.stallTimes(at: simulation.now).map(\.time) == [.zero])
            // Nobody knows whether anything would come: after a while the complete state tells.
            await simulation.advance(by: .seconds(600), step: .seconds(1))
            #expect(run.transport.requests.count { $0.value("sendInitialEvents") != nil } == 2)
            run.task.cancel()
            await run.task.value
        }
    }

    @Test func `a server that does not answer after a silence is a failure`() async throws {
        try await Simulation.run { simulation in
            let told = Told()
            let loop = simulation.loop
            let run = Self.watch(simulation, told) { _, index in
                if index > 0 {
                    await loop.sleep(until: .never)
                    throw CancellationError()
                }
                return ScriptedStream([Line.initialEnd(9)], end: .silent(loop))
            }
            await simulation.advance(by: .seconds(130), step: .seconds(1))
            #expect(told.reports.value == ["watching", "restart silent"])
            await simulation.advance(by: .seconds(10), step: .seconds(1))
            #expect(told.reports.value == ["watching", "restart silent", "restart silent", "failing"])
            #expect(run.client.watches.stallTimes(at: simulation.now).allSatisfy { $0.time > .zero })
            run.task.cancel()
            await run.task.value
        }
    }

    @Test func `silence in the middle of the initial events is a failure`() async throws {
        try await Simulation.run { simulation in
            let told = Told()
            let run = Self.watch(simulation, told) { _, _ in
                ScriptedStream([Self.line("ADDED", Self.good("a", 1))], end: .silent(simulation.loop))
            }
            await simulation.advance(by: .seconds(110), step: .seconds(1))
            #expect(told.reports.value.prefix(2) == ["restart silent", "failing"])
            #expect(told.log.value.isEmpty)
            run.task.cancel()
            await run.task.value
        }
    }

    // MARK: Pages

    @Test func `a page that is too large is asked for again with fewer objects, from where the last one ended`()
        async throws
    {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { request, _ in
                let limit = try #require(request.value("limit").flatMap { Int($0) })
                guard limit <= 20 || request.value("continue") == nil else {
                    throw KubernetesTransportError("too long", isTooLong: true)
                }
                let isLast = request.value("continue") != nil
                let name = isLast ? "z" : "a"
                return KubernetesResponse(
                    200,
                    #"{"metadata":{"resourceVersion":"9","continue":"\#(isLast ? "" : "x")"},"items":[\#(Self.good(name, 1))]}"#
                )
            }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let list = try await client.list(NamespaceObject.self, .namespaces)
            #expect(list.items.map(\.metadata.name) == ["a", "z"])
            #expect(transport.requests.map { $0.value("limit") } == ["500", "500", "100", "20"])
            #expect(transport.requests.map { $0.value("continue") } == [nil, "x", "x", "x"])
            #expect(transport.requests.allSatisfy { $0.maximumAnswerBytes == 4 << 20 })
        }
    }

    @Test func `pages grow again behind the objects that were too large`() async throws {
        try await Simulation.run { simulation in
            // The first ten objects have 1 MiB each, and a thousand small ones follow.
            let transport = ScriptedTransport { request, _ in
                let limit = try #require(request.value("limit").flatMap { Int($0) })
                let first = request.value("continue").flatMap { Int($0) } ?? 0
                guard first >= 10 || limit <= 4 else { throw KubernetesTransportError("too long", isTooLong: true) }
                let end = min(first + limit, 1010)
                let items = (first..<end).map { Self.good("n-\($0)", 1) }.joined(separator: ",")
                return KubernetesResponse(
                    200,
                    #"{"metadata":{"resourceVersion":"9","continue":"\#(end < 1010 ? "\(end)" : "")"},"items":[\#(items)]}"#
                )
            }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let list = try await client.list(NamespaceObject.self, .namespaces)
            #expect(list.items.count == 1010)
            #expect(transport.requests.count < 30)
        }
    }

    @Test func `an object that alone is too large is an error that says so`() async throws {
        try await Simulation.run { simulation in
            let transport = ScriptedTransport { _, _ in throw KubernetesTransportError("too long", isTooLong: true) }
            let client = KubernetesClient.scripted(transport, on: simulation)
            let error = await #expect(throws: KubernetesError.self) {
                try await client.list(NamespaceObject.self, .namespaces)
            }
            #expect(error?.description == "cannot list namespaces: the answer has more than 16777216 bytes")
            #expect(transport.requests.map { $0.value("limit") } == ["500", "100", "20", "4", "1"])
            // The API server takes objects of up to 1.5 MiB, and writes some characters as six.
            #expect(transport.requests.map(\.maximumAnswerBytes) == [4 << 20, 4 << 20, 4 << 20, 4 << 20, 16 << 20])
        }
    }
}
