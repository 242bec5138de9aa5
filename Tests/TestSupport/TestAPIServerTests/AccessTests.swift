import HTTP
import Kubernetes
import TestSupport
import Testing

@testable import TestAPIServer

/// As recorded with a ServiceAccount that may do everything with `pullpass-hub`, and nothing else.
@Suite struct AccessTests {
    static let user = "system:serviceaccount:pullpass:pullpass"

    struct Try: Sendable, CustomTestStringConvertible {
        let method: String
        let path: String
        var name = "pullpass-hub"
        let status: Int
        var testDescription: String { "\(method) \(path)" }
    }

    static let tries = [
        Try(method: "PATCH", path: "/api/v1/namespaces/a/secrets/pullpass-hub?fieldManager=p", status: 201),
        Try(method: "PATCH", path: "/api/v1/namespaces/a/secrets/other?fieldManager=p", name: "other", status: 403),
        Try(method: "POST", path: "/api/v1/namespaces/a/secrets", status: 403),
        Try(method: "GET", path: "/api/v1/secrets?fieldSelector=metadata.name=pullpass-hub", status: 200),
        Try(method: "GET", path: "/api/v1/secrets", status: 403),
        Try(method: "GET", path: "/api/v1/secrets?labelSelector=a=b", status: 403),
        Try(method: "GET", path: "/api/v1/secrets?fieldSelector=metadata.name=other", status: 403),
        Try(method: "GET", path: "/api/v1/namespaces/a/secrets/other", status: 403),
        Try(method: "GET", path: "/api/v1/namespaces/a/secrets/pullpass-hub", status: 404),
        Try(method: "DELETE", path: "/api/v1/namespaces/a/secrets/pullpass-hub", status: 404),
        Try(method: "PUT", path: "/api/v1/namespaces/a/secrets/pullpass-hub", status: 403),
        Try(method: "GET", path: "/api/v1/namespaces", status: 403),
    ]

    static func withUser<R: Sendable>(
        verbs: Set<String> = ["get", "list", "watch", "create", "patch", "delete"],
        _ body: @escaping @Sendable (ServerUnderTest) async throws -> R
    ) async throws -> R {
        try await withServer { test in
            try test.server.createNamespace("a")
            test.server.setUser(
                user,
                token: "t0ken",
                rules: [AccessRule(verbs: verbs, resources: ["secrets"], resourceNames: ["pullpass-hub"])]
            )
            return try await body(test)
        }
    }

    @Test("Rules with names allow what names the object, and only that", arguments: tries)
    func names(_ attempt: Try) async throws {
        let body = #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"\#(attempt.name)"}}"#
        let answer = try await Self.withUser { test in
            try await test.send(
                attempt.method,
                attempt.path,
                attempt.method == "GET" || attempt.method == "DELETE" ? nil : body,
                as: Self.user
            )
        }
        #expect(answer.status == attempt.status)
    }

    @Test("A watch by name is allowed, others are refused")
    func watches() async throws {
        let statuses = try await Self.withUser { test in
            let byName = "/api/v1/secrets?watch=true&fieldSelector=metadata.name=pullpass-hub"
            return [
                try await test.watch(byName, as: Self.user).status,
                try await test.watch("/api/v1/secrets?watch=true", as: Self.user).status,
            ]
        }
        #expect(statuses == [200, 403])
    }

    @Test("A refusal says who may not do what, and where")
    func messages() async throws {
        let (named, cluster) = try await Self.withUser { test in
            (
                try await test.send("GET", "/api/v1/namespaces/a/secrets/other", as: Self.user),
                try await test.send("GET", "/api/v1/namespaces", as: Self.user)
            )
        }
        #expect(
            named.message
                == "secrets \"other\" is forbidden: User \"\(Self.user)\" cannot get resource \"secrets\" in API "
                + "group \"\" in the namespace \"a\""
        )
        #expect(named.json["details"] == ["name": "other", "kind": "secrets"])
        #expect(
            cluster.message
                == "namespaces is forbidden: User \"\(Self.user)\" cannot list resource \"namespaces\" in API "
                + "group \"\" at the cluster scope"
        )
    }

    @Test("An apply that creates needs create as well, one that changes does not")
    func applyNeedsCreate() async throws {
        let path = "/api/v1/namespaces/a/secrets/pullpass-hub?fieldManager=p"
        let body = #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"pullpass-hub"}}"#
        let (first, second) = try await Self.withUser(verbs: ["get", "patch"]) { test in
            let first = try await test.send("PATCH", path, body, as: Self.user)
            try test.server.createSecret("a", "pullpass-hub")
            return (first, try await test.send("PATCH", path, body, as: Self.user))
        }
        #expect([first.status, second.status] == [403, 200])
        // All that a real server says: neither the user nor the verb that is missing.
        #expect(first.message == "secrets \"pullpass-hub\" is forbidden: ")
    }

    @Test("A Role counts in its own namespace only")
    func roles() async throws {
        let statuses = try await withServer { test in
            for name in ["own", "other"] { try test.server.createNamespace(name) }
            test.server.setUser(
                Self.user,
                rules: [AccessRule(verbs: ["list"], resources: ["secrets"], namespace: "own")]
            )
            var statuses: [Int] = []
            for path in ["/api/v1/namespaces/own/secrets", "/api/v1/namespaces/other/secrets", "/api/v1/secrets"] {
                statuses.append(try await test.send("GET", path, as: Self.user).status)
            }
            return statuses
        }
        #expect(statuses == [200, 403, 403])
    }

    @Test("A token that is revoked is unauthorized")
    func revocation() async throws {
        let statuses = try await Self.withUser { test in
            let transport = test.server.transport(token: "t0ken")
            let request = KubernetesRequest(method: .get, path: "/api/v1/namespaces/a/secrets/pullpass-hub")
            let before = try await transport.send(request).status
            test.server.revoke(token: "t0ken")
            return [before, try await transport.send(request).status]
        }
        #expect(statuses == [404, 401])
    }
}
