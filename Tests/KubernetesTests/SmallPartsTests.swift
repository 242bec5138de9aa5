import HTTP
@testable import Kubernetes
import Testing

struct SmallPartsTests {
    @Test(arguments: [
        ("/api/v1/namespaces", ResourcePath.namespaces),
        ("/api/v1/namespaces/a", ResourcePath(resource: "namespaces", name: "a")),
        ("/api/v1/secrets", .secrets),
        ("/api/v1/namespaces/a/secrets", .secrets(namespace: "a")),
        ("/api/v1/namespaces/a/secrets/b", .secrets(namespace: "a", name: "b")),
        ("/apis/coordination.k8s.io/v1/namespaces/a/leases/b", .leases(namespace: "a", name: "b")),
    ])
    func `a path and its parts are the same thing`(text: String, path: ResourcePath) {
        #expect(ResourcePath(parsing: text) == path)
        #expect(path.path == text)
    }

    @Test(arguments: ["", "/", "/api", "/api/v1", "/apis/x", "/apis/x/v1", "/healthz", "api//"])
    func `a path that names no resource is none`(text: String) { #expect(ResourcePath(parsing: text) == nil) }

    @Test func `a query is percent-encoded`() {
        let request = KubernetesRequest(
            method: .get,
            path: "/api/v1/secrets",
            query: [("fieldSelector", "metadata.name=a b"), ("continue", "x+/ü")]
        )
        #expect(request.target == "/api/v1/secrets?fieldSelector=metadata.name%3Da%20b&continue=x%2B%2F%C3%BC")
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000000Z"),
        (951_782_400.0, "2000-02-29T00:00:00.000000Z"),
        (1_795_224_568.25, "2026-11-21T01:29:28.250000Z"),
        (-1.0, "1969-12-31T23:59:59.000000Z"),
        (4_107_542_399.0, "2100-02-28T23:59:59.000000Z"),
        (4_107_542_400.0, "2100-03-01T00:00:00.000000Z"),
    ])
    func `times are written and read as RFC 3339`(seconds: Double, text: String) {
        #expect(Timestamp.micro(seconds) == text)
        #expect(Timestamp.parse(text) == seconds)
    }

    @Test(arguments: [
        ("2026-11-21T01:29:28Z", 1_795_224_568.0), ("2026-11-21T02:29:28+01:00", 1_795_224_568.0),
        ("2026-11-20T20:29:28.000-05:00", 1_795_224_568.0), ("2026-11-21 01:29:28z", 1_795_224_568.0),
    ])
    func `times of other zones are read`(text: String, seconds: Double) { #expect(Timestamp.parse(text) == seconds) }

    @Test(arguments: [
        "", "never", "2026-11-21", "2026-11-21T01:29:28", "2026-13-21T01:29:28Z", "2026-11-21T24:29:28Z",
        "2026-11-21T01:29:28+0100",
        "2026-11-21T01:29:28Zx", "+026-11-21T01:29:28Z",
    ])
    func `what is no time is none`(text: String) { #expect(Timestamp.parse(text) == nil) }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300])
    func `a broken clock still gives a text`(seconds: Double) { #expect(Timestamp.micro(seconds).utf8.count == 27) }

    @Test func `a backoff doubles up to its limit`() {
        var backoff = Backoff(base: .seconds(1), limit: .seconds(10))
        let waits = (0..<6).map { _ in backoff.next(random: 1) }
        #expect(waits == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(10), .seconds(10)])
        for _ in 0..<1000 { _ = backoff.next(random: 0) }
        #expect(backoff.next(random: 0) == .seconds(5))
        backoff.reset()
        #expect(backoff.next(random: 0) == .milliseconds(500))
    }

    @Test func `a manifest is the same text every time`() throws {
        let manifest = SecretManifest(
            namespace: "n",
            name: "s",
            data: [".dockerconfigjson": Array(#"{"auths":{}}"#.utf8)],
            annotations: ["b": "2", "a": "1"],
            uid: "u",
            resourceVersion: "7"
        )
        #expect(
            String(decoding: try manifest.json(), as: UTF8.self)
                == #"{"apiVersion":"v1","data":{".dockerconfigjson":"eyJhdXRocyI6e319"},"kind":"Secret","metadata":{"annotations":{"a":"1","b":"2"},"name":"s","namespace":"n","resourceVersion":"7","uid":"u"},"type":"kubernetes.io/dockerconfigjson"}"#
        )
    }
}
