import FoundationEssentials
import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

extension RealClusterTests {
    /// A path of so many parts, as somebody's field manager may own it: the API server keeps it.
    private static func managedFields(depth: Int) -> String {
        let path = String(repeating: #"{"f:a":"#, count: depth) + "{}" + String(repeating: "}", count: depth)
        return
            #"[{"manager":"x","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":\#(path)}]"#
    }

    /// Whether the API server has kept what was written: as deep as it is.
    private static func isDeep(_ json: [UInt8]) -> Bool {
        String(decoding: json, as: UTF8.self).contains(String(repeating: #"{"f:a":"#, count: 600))
    }

    @Test("A Secret and a namespace whose managedFields are nested 600 deep are nobody's business but their own")
    func poisoned() async throws {
        let cluster = try ClusterTrait.running()
        let pullpass = try await Installation("poisoned", in: cluster)
        let fields = Self.managedFields(depth: 600)
        // A namespace that is not opted in, whose owner knows the name of our Secrets.
        try await cluster.createNamespace("poisoned-evil")
        try await cluster.must(
            .post,
            "/api/v1/namespaces/poisoned-evil/secrets",
            #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"pullpass-poisoned","managedFields":\#(fields)}}"#
        )
        let secret = "/api/v1/namespaces/poisoned-evil/secrets/pullpass-poisoned"
        if !Self.isDeep(try await cluster.must(.get, secret)) {
            try await cluster.patch(secret, #"{"metadata":{"managedFields":\#(fields)}}"#)
        }
        #expect(Self.isDeep(try await cluster.must(.get, secret)))
        // One that is: what it is called and labelled can be read.
        let namespace = "/api/v1/namespaces/poisoned-a"
        try await cluster.patch(namespace, #"{"metadata":{"managedFields":\#(fields)}}"#)
        #expect(Self.isDeep(try await cluster.must(.get, namespace)))

        let server = try await pullpass.serve()
        for team in pullpass.teams { _ = try await pullpass.waitForCopy(team) }
        // While it runs, too.
        try await cluster.patch(secret, #"{"metadata":{"managedFields":\#(Self.managedFields(depth: 700))}}"#)
        try await cluster.patch(
            "/api/v1/namespaces/poisoned-b",
            #"{"metadata":{"managedFields":\#(fields)}}"#
        )
        try await cluster.must(.delete, "/api/v1/namespaces/poisoned-c/secrets/pullpass-poisoned")
        _ = try await pullpass.waitForCopy("poisoned-c")
        try await pullpass.rotate(to: "hunter2-2")
        for team in pullpass.teams {
            _ = try await pullpass.waitForCopy(team) {
                String(decoding: $0.data[".dockerconfigjson"] ?? [], as: UTF8.self).contains("hunter2-2")
            }
        }
        #expect(try await server.stop().isSuccess)

        // After a restart everything is read again.
        let again = try await pullpass.serve()
        try await cluster.createNamespace("poisoned-new", labels: pullpass.optedIn)
        _ = try await pullpass.waitForCopy("poisoned-new")
        let metrics = try await again.metrics()
        #expect(!metrics.contains(#"cause="malformed""#))
        #expect(
            metrics.contains(#"pullpass_api_watch_stalled_seconds{resource="secrets",name="pullpass-poisoned"} 0"#)
        )
        #expect(try await again.stop().isSuccess)
        // Nobody has touched it.
        #expect(Self.isDeep(try await cluster.must(.get, secret)))
    }
}
