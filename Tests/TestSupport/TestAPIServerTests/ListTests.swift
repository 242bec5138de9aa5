import Kubernetes
import TestSupport
import Testing

@testable import TestAPIServer

@Suite struct ListTests {
    /// Secrets s0 to s2 in each of a, a-b and b: nine, in etcd's order a-b, a, b.
    static func withSecrets<R: Sendable>(_ body: @escaping @Sendable (ServerUnderTest) async throws -> R) async throws
        -> R
    {
        try await withServer { test in
            for namespace in ["a", "b", "a-b"] {
                try test.server.createNamespace(namespace)
                for number in 0..<3 {
                    try test.server.createSecret(namespace, "s\(number)", labels: ["n": "\(number)", "in": namespace])
                }
            }
            return try await body(test)
        }
    }

    static func place(_ item: JSON) -> String {
        (item["metadata"]?["namespace"]?.string ?? "") + "/" + (item["metadata"]?["name"]?.string ?? "")
    }

    @Test("Pages follow each other in the order of the keys, all of one version, whatever happens between them")
    func pages() async throws {
        let (places, versions, first) = try await Self.withSecrets { test in
            var places: [String] = []
            var versions: Set<String> = []
            var query = "limit=2"
            var first: JSON?
            while true {
                let page = try await test.send("GET", "/api/v1/secrets?" + query)
                first = first ?? page.json
                versions.insert(page.version)
                places += (page.json["items"]?.array ?? []).map(Self.place)
                guard let token = page.json["metadata"]?["continue"]?.string else { break }
                query = "limit=2&continue=\(token)"
                // Neither of these belongs to the version that is listed.
                try test.server.createSecret("b", "late\(places.count)")
                if places.count == 2 { try test.server.deleteSecret("b", "s2") }
            }
            return (places, versions, first)
        }
        #expect(places == ["a-b/s0", "a-b/s1", "a-b/s2", "a/s0", "a/s1", "a/s2", "b/s0", "b/s1", "b/s2"])
        #expect(versions.count == 1)
        #expect(first?["kind"] == "SecretList" && first?["metadata"]?["remainingItemCount"]?.int == 7)
        #expect(first?["items"]?.array?.first?["kind"] == nil)
    }

    @Test("A page of a forgotten version is refused with a token that goes on regardless")
    func expiredPage() async throws {
        let (refused, rest) = try await Self.withSecrets { test in
            let page = try await test.send("GET", "/api/v1/secrets?limit=4")
            let token = page.json["metadata"]?["continue"]?.string ?? ""
            try test.server.createSecret("b", "late")
            test.server.expireHistory()
            let refused = try await test.send("GET", "/api/v1/secrets?limit=4&continue=\(token)")
            let other = refused.json["metadata"]?["continue"]?.string ?? ""
            return (refused, try await test.send("GET", "/api/v1/secrets?continue=\(other)"))
        }
        #expect((refused.status, refused.reason) == (410, "Expired"))
        #expect(rest.names == ["s1", "s2", "late", "s0", "s1", "s2"])
    }

    @Test(
        "Selectors select",
        arguments: [
            ("labelSelector=n=1", 3), ("labelSelector=n==1,in!=a", 2), ("labelSelector=n in (0,2)", 6),
            ("labelSelector=n notin (0,2),in", 3), ("labelSelector=!in", 0), ("labelSelector=other!=x", 9),
            ("fieldSelector=metadata.name=s1", 3), ("fieldSelector=metadata.namespace=a", 3),
            ("fieldSelector=metadata.name!=s1,metadata.namespace=b", 2),
            ("fieldSelector=metadata.name=s1&labelSelector=in in (a, b)", 2),
        ]
    )
    func selectors(query: String, count: Int) async throws {
        let answer = try await Self.withSecrets { try await $0.send("GET", "/api/v1/secrets?" + query) }
        #expect(answer.names.count == count)
    }

    @Test(
        "What cannot be understood is refused",
        arguments: [
            ("/api/v1/secrets?labelSelector=a in b", 400), ("/api/v1/secrets?fieldSelector=spec.x=y", 400),
            ("/api/v1/secrets?resourceVersion=999999", 504), ("/api/v1/secrets?resourceVersion=x", 422),
            ("/api/v1/secrets?continue=nonsense", 400), ("/api/v1/nodes", 404), ("/apis/apps/v1/secrets", 404),
            ("/api/v2/secrets", 404), ("/api/v1/secrets?sendInitialEvents=true", 422),
        ]
    )
    func refusals(path: String, status: Int) async throws {
        #expect(try await withServer { try await $0.send("GET", path) }.status == status)
    }

    @Test("A list of metadata shows no data")
    func metadataOnly() async throws {
        let list = try await Self.withSecrets { test in
            try await test.send(
                "GET",
                "/api/v1/namespaces/a/secrets",
                accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
            )
        }
        #expect(list.json["kind"] == "PartialObjectMetadataList" && list.json["apiVersion"] == "meta.k8s.io/v1")
        #expect(list.names == ["s0", "s1", "s2"])
        #expect(list.json["items"]?.array?.first?["kind"] == "PartialObjectMetadata")
        #expect(list.json["items"]?.array?.first?["type"] == nil)
    }
}
