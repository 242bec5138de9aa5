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

    @Test func `a backoff doubles up to its limit`() {
        var backoff = Backoff(first: .seconds(1), limit: .seconds(10))
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
