import Kubernetes
import TestSupport
import Testing

@testable import TestAPIServer

@Suite struct WriteTests {
    static let path = "/api/v1/namespaces/a/secrets/s?fieldManager=one"

    static func config(_ annotations: String, data: String = "") -> String {
        #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","annotations":{\#(annotations)}},"data":{\#(data)}}"#
    }

    static func withNamespace<R: Sendable>(_ body: @escaping @Sendable (ServerUnderTest) async throws -> R) async throws
        -> R
    {
        try await withServer { test in
            try test.server.createNamespace("a")
            return try await body(test)
        }
    }

    @Test("An apply that changes nothing keeps the version")
    func noChange() async throws {
        let versions = try await Self.withNamespace { test in
            let config = Self.config(#""k":"v""#, data: #""x":"MQ==""#)
            return [
                try await test.send("PATCH", Self.path, config).version,
                try await test.send("PATCH", Self.path, config).version,
            ]
        }
        #expect(versions[0] == versions[1])
    }

    @Test("A field that is no longer applied goes, unless somebody else owns it too")
    func pruning() async throws {
        let annotations = try await Self.withNamespace { test in
            _ = try await test.send("PATCH", Self.path, Self.config(#""mine":"1","shared":"1","kept":"1""#))
            let two = Self.path.replacing("=one", with: "=two")
            _ = try await test.send("PATCH", two, Self.config(#""shared":"1""#))
            let answer = try await test.send("PATCH", Self.path, Self.config(#""kept":"1""#))
            return answer.json["metadata"]?["annotations"]?.texts
        }
        #expect(annotations == ["shared": "1", "kept": "1"])
    }

    @Test("Several conflicts are all named")
    func severalConflicts() async throws {
        let answer = try await Self.withNamespace { test in
            try test.server.createSecret("a", "s", data: ["x": "1", "y": "1"], agent: "kubectl-create")
            return try await test.send("PATCH", Self.path, Self.config("", data: #""x":"Mg==","y":"Mg==""#))
        }
        #expect(answer.status == 409)
        #expect(
            answer.message
                == "Apply failed with 2 conflicts: conflicts with \"kubectl-create\" using v1:\n- .data.x\n- .data.y"
        )
        #expect(answer.json["details"]?["causes"]?.array?.count == 2)
    }

    @Test(
        "Writes that a real server refuses are refused",
        arguments: [
            ("PATCH", "/api/v1/namespaces/a/secrets/s", "{}", 422),
            ("PATCH", path, #"{"metadata":{"name":"s"}}"#, 400),
            ("PATCH", path, #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"t"}}"#, 400),
            ("PATCH", path, #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"dta":{}}"#, 500),
            ("PATCH", path, #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","managedFields":[]}}"#, 400),
            ("PATCH", path, #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"b"}}"#, 400),
            ("PATCH", path, #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"x":"?"}}"#, 400),
            ("PATCH", path, #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","labels":{"a":1}}}"#, 400),
            ("PATCH", path, #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","labels":{"a":"b c"}}}"#, 422),
            (
                "PATCH", path,
                #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","annotations":{"a/b/c":""}}}"#, 422
            ),
            (
                "PATCH", path,
                #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"type":"kubernetes.io/dockerconfigjson"}"#,
                422
            ),
            ("POST", "/api/v1/namespaces/a/secrets", #"{"metadata":{"name":"UPPER"}}"#, 422),
            ("POST", "/api/v1/namespaces/a/secrets", #"{"metadata":{"name":"s","resourceVersion":"5"}}"#, 400),
            ("POST", "/api/v1/namespaces/a/secrets", "not JSON", 400),
            ("PUT", "/api/v1/namespaces/a/secrets/s", #"{"metadata":{"name":"s"}}"#, 404),
            ("DELETE", "/api/v1/namespaces/a/secrets", "", 405),
            (
                "POST", "/apis/coordination.k8s.io/v1/namespaces/a/leases",
                #"{"metadata":{"name":"l"},"spec":{"renewTime":"2026-01-01T00:00:00Z"}}"#, 400
            ),
            (
                "POST", "/apis/coordination.k8s.io/v1/namespaces/a/leases",
                #"{"metadata":{"name":"l"},"spec":{"leaseDurationSeconds":0}}"#, 422
            ),
            ("POST", "/apis/events.k8s.io/v1/namespaces/a/events", #"{"metadata":{"name":"e"}}"#, 422),
            (
                "POST", "/api/v1/namespaces/a/events",
                #"{"metadata":{"name":"e"},"involvedObject":{"kind":"Secret","namespace":"b","name":"s"}}"#, 422
            ),
        ]
    )
    func refusals(method: String, path: String, body: String, status: Int) async throws {
        let answer = try await Self.withNamespace { test in
            try await test.send(method, path, body.isEmpty ? nil : body)
        }
        #expect(answer.status == status, "\(answer.message)")
    }

    @Test(
        "A media type that is not known is refused",
        arguments: [("PATCH", "application/json-patch+json"), ("POST", "text/plain")]
    )
    func mediaTypes(method: String, type: String) async throws {
        let path = method == "POST" ? "/api/v1/namespaces/a/secrets" : Self.path
        let answer = try await Self.withNamespace { try await $0.send(method, path, "{}", type: type) }
        #expect(answer.status == 415)
    }

    @Test("An Event is the same in both groups, and counts up by a patch")
    func events() async throws {
        let (new, core, recorded) = try await Self.withNamespace { test in
            let base = "/apis/events.k8s.io/v1/namespaces/a/events"
            _ = try await test.send(
                "POST",
                base,
                #"{"metadata":{"name":"e"},"eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"pullpass.dev/x","#
                    + #""reportingInstance":"p-0","action":"Place","reason":"Placed","type":"Normal","note":"done","#
                    + #""regarding":{"kind":"Secret","namespace":"a","name":"s"}}"#
            )
            let new = try await test.send(
                "PATCH",
                base + "/e",
                #"{"series":{"count":2,"lastObservedTime":"2026-01-01T00:01:00.000000Z"}}"#,
                type: "application/merge-patch+json"
            )
            return (new, try await test.send("GET", "/api/v1/namespaces/a/events/e"), test.server.events(in: "a"))
        }
        #expect(new.status == 200)
        #expect(new.json["note"] == "done" && new.json["apiVersion"] == "events.k8s.io/v1")
        #expect(core.json["message"] == "done" && core.json["apiVersion"] == "v1")
        #expect(recorded.map(\.reason) == ["Placed"] && recorded.map(\.count) == [2])
    }

    @Test("A dry run changes nothing")
    func dryRun() async throws {
        let (status, count) = try await Self.withNamespace { test in
            let answer = try await test.send("PATCH", Self.path + "&dryRun=All", Self.config(#""k":"v""#))
            return (answer.status, test.server.objectCount("secrets"))
        }
        #expect((status, count) == (201, 0))
    }
}
