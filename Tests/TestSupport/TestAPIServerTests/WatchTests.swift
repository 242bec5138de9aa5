import HTTP
import Kubernetes
import TestSupport
import Testing

@testable import TestAPIServer

@Suite struct WatchTests {
    static let everySecret = "/api/v1/secrets?watch=true&"
    static let partial = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"

    @Test("A watch by name starts with what is there, says so, and goes on with what happens, metadata only")
    func initialEvents() async throws {
        let (lines, first) = try await withServer { test in
            for name in ["a", "b", "c"] { try test.server.createNamespace(name) }
            try test.server.createSecret("a", "hub", data: ["x": "1"])
            try test.server.createSecret("b", "other")
            let watch = try await test.watch(
                Self.everySecret + "fieldSelector=metadata.name=hub&sendInitialEvents=true"
                    + "&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
                accept: Self.partial
            )
            let first = try await watch.next()
            try test.server.createSecret("c", "hub")
            try test.server.createSecret("c", "other")
            try test.server.editSecret("a", "hub", data: ["x": "2"])
            try test.server.deleteSecret("c", "hub")
            return (try await watch.summaries(4), first)
        }
        #expect(lines == ["INITIAL-END", "ADDED c/hub", "MODIFIED a/hub", "DELETED c/hub"])
        #expect(first?["type"] == "ADDED")
        let object = first?["object"]
        #expect(object?["kind"] == "PartialObjectMetadata" && object?["apiVersion"] == "meta.k8s.io/v1")
        #expect(object?.object?.keys.sorted() == ["apiVersion", "kind", "metadata"])
        #expect(object?["metadata"]?["managedFields"]?.array?.count == 1)
    }

    @Test("A watch goes on where another was cut, at any byte, without a gap")
    func resume() async throws {
        let missing = try await withServer { test in
            try test.server.createNamespace("a")
            let start = test.server.resourceVersion
            for number in 0..<3 { try test.server.createSecret("a", "s\(number)") }
            let whole = try await test.watch(Self.everySecret + "resourceVersion=\(start)").summaries(3)
            #expect(whole == ["ADDED a/s0", "ADDED a/s1", "ADDED a/s2"])
            var missing: [Int] = []
            for cut in stride(from: 0, through: 1200, by: 7) {
                test.server.inject(.cutWatch(afterBytes: cut), on: RequestMatch(verbs: ["watch"]))
                var seen: [String] = []
                var version = String(start)
                var isCut = false
                for _ in 0..<2 {
                    let watch = try await test.watch(Self.everySecret + "resourceVersion=\(version)&timeoutSeconds=1")
                    do {
                        while seen.count < 3, let event = try await watch.next() {
                            version = event["object"]?["metadata"]?["resourceVersion"]?.string ?? ""
                            seen.append(event["object"]?["metadata"]?["name"]?.string ?? "")
                        }
                    } catch is KubernetesTransportError { isCut = true }
                }
                if seen != ["s0", "s1", "s2"] || cut < 900 && !isCut { missing.append(cut) }
            }
            return missing
        }
        #expect(missing.isEmpty)
    }

    @Test("What enters or leaves a selection is ADDED or DELETED")
    func transitions() async throws {
        let lines = try await withServer { test in
            try test.server.createNamespace("a", labels: ["env": "prod"])
            let version = test.server.resourceVersion
            let watch = try await test.watch(
                "/api/v1/namespaces?watch=true&labelSelector=pass in (on, true)&resourceVersion=\(version)"
            )
            try test.server.setLabels(["pass": "on"], ofNamespace: "a")
            try test.server.setLabels(["pass": "true"], ofNamespace: "a")
            try test.server.setLabels(["pass": "off"], ofNamespace: "a")
            try test.server.setLabels(["pass": "on"], ofNamespace: "a")
            try test.server.terminateNamespace("a")
            test.server.finishTermination(ofNamespace: "a")
            return try await watch.summaries(6)
        }
        #expect(lines == ["ADDED a", "MODIFIED a", "DELETED a", "ADDED a", "MODIFIED a", "DELETED a"])
    }

    @Test("A watch from a forgotten version is told so: by an event, or by its status", arguments: [false, true])
    func gone(byStatus: Bool) async throws {
        let (status, line, later) = try await withServer { test in
            let version = test.server.resourceVersion
            try test.server.createNamespace("a")
            test.server.expireHistory()
            test.server.settings.refusesOldWatchesByStatus = byStatus
            let watch = try await test.watch("/api/v1/namespaces?watch=true&resourceVersion=\(version)")
            let line = byStatus ? nil : try await watch.summary()
            let later = try await test.watch(
                "/api/v1/namespaces?watch=true&resourceVersion=\(test.server.resourceVersion)"
            ).status
            return (watch.status, line, later)
        }
        #expect(status == (byStatus ? 410 : 200))
        #expect(line == (byStatus ? nil : "ERROR 410 Expired"))
        #expect(later == 200)
    }

    @Test("History that is longer than the limit is forgotten from its old end")
    func compaction() async throws {
        let (old, recent) = try await withServer { test in
            test.server.historyLimit = 10
            let start = test.server.resourceVersion
            for number in 0..<50 { try test.server.createNamespace("n\(number)") }
            let recent = test.server.resourceVersion - 5
            return (
                try await test.watch("/api/v1/namespaces?watch=true&resourceVersion=\(start)").summary(),
                try await test.watch("/api/v1/namespaces?watch=true&resourceVersion=\(recent)").summaries(5)
            )
        }
        #expect(old == "ERROR 410 Expired")
        #expect(recent == (45..<50).map { "ADDED n\($0)" })
    }

    @Test("Bookmarks come once a minute where they are wanted, and a watch ends at its time-out")
    func bookmarks() async throws {
        let (wanted, unwanted) = try await withServer { test in
            let path = "/api/v1/secrets?watch=true&timeoutSeconds=150&resourceVersion=\(test.server.resourceVersion)"
            let wanted = try await test.watch(path + "&allowWatchBookmarks=true")
            let unwanted = try await test.watch(path)
            var lines: [String] = []
            for _ in 0..<2 {
                test.clock.advance(bySeconds: 61, wake: test.loop)
                lines.append(try await wanted.summary() ?? "END")
            }
            test.clock.advance(bySeconds: 61, wake: test.loop)
            lines += try await wanted.summaries(2)
            return (lines, try await unwanted.summary())
        }
        #expect(wanted == ["BOOKMARK", "BOOKMARK", "BOOKMARK", "END"])
        #expect(unwanted == nil)
    }

    @Test("A cancelled wait ends with an error, and a watch that is dropped is closed")
    func cancellation() async throws {
        let (failed, before, after) = try await withServer { test in
            var watch: WatchLines? = try await test.watch(
                Self.everySecret + "resourceVersion=\(test.server.resourceVersion)"
            )
            let stream = try await test.server.open(
                .init(method: .get, path: "/api/v1/secrets", query: [("watch", "true")])
            )
            let before = test.server.openWatches()
            let box = UncheckedBox(stream)
            let waiting = Task(executorPreference: test.loop) {
                do { return try await box.value.next() == nil } catch is KubernetesTransportError { return true }
            }
            await Task.yield()
            waiting.cancel()
            let failed = try await waiting.value
            watch = nil
            _ = watch
            return (failed, before, test.server.openWatches())
        }
        #expect(failed)
        #expect((before, after) == (2, 1))
    }

    @Test("Watches can be cut, silenced and expired, and the server can be down")
    func faults() async throws {
        try await withServer { test in
            try test.server.createNamespace("a")
            let path = "/api/v1/namespaces?watch=true&resourceVersion=\(test.server.resourceVersion)"
            let silent = try await test.watch(path)
            test.server.silenceWatches()
            try test.server.createNamespace("b")
            let expired = try await test.watch(path)
            #expect(try await expired.summary() == "ADDED b")
            test.server.removeFaults()
            #expect(try await silent.summary() == "ADDED b")
            test.server.expireWatches()
            #expect(try await silent.summary() == "ERROR 410 Expired")
            #expect(try await expired.summary() == "ERROR 410 Expired")
            #expect(try await expired.summary() == nil)
            let cut = try await test.watch(path)
            test.server.isDown = true
            await #expect(throws: KubernetesTransportError.self) { while try await cut.next() != nil {} }
            let refused = await #expect(throws: KubernetesTransportError.self) {
                try await test.send("GET", "/api/v1/namespaces")
            }
            #expect(refused?.wasNeverSent == true)
            test.server.isDown = false
            #expect(try await test.send("GET", "/api/v1/namespaces").status == 200)
        }
    }
}

/// Carries a stream into a task of the same loop.
struct UncheckedBox<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
