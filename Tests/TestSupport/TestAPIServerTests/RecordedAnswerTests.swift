import HTTP
import Kubernetes
import TestSupport
import Testing

@testable import TestAPIServer

/// What a real kube-apiserver (v1.36.2) was seen to answer.
@Suite struct RecordedAnswerTests {
    static let secret = "/api/v1/namespaces/t1/secrets/pullpass-hub?fieldManager=pullpass"
    static let forced = secret + "&force=true"
    static let zero = "00000000-0000-0000-0000-000000000000"

    static func body(
        data: String = "eyJhdXRocyI6e319",
        type: String = "kubernetes.io/dockerconfigjson",
        revision: String = "r2",
        metadata: String = ""
    ) -> String {
        #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"pullpass-hub",\#(metadata)"annotations":{"#
            + #""pullpass.dev/revision":"\#(revision)"}},"type":"\#(type)","data":{".dockerconfigjson":"\#(data)"}}"#
    }

    static let owned: JSON = [
        "f:data": ["f:.dockerconfigjson": [:]],
        "f:metadata": ["f:annotations": ["f:pullpass.dev/revision": [:]]], "f:type": [:],
    ]

    /// Manager, operation and fields of each entry.
    static func owners(_ object: JSON) -> [JSON] {
        (object["metadata"]?["managedFields"]?.array ?? []).map { entry in
            [
                "manager": entry["manager"] ?? "", "operation": entry["operation"] ?? "",
                "fields": entry["fieldsV1"] ?? "",
            ]
        }
    }

    /// A server with the namespace t1 and the Secret that pullpass has applied there.
    static func withSecret<R: Sendable>(_ body: @escaping @Sendable (ServerUnderTest) async throws -> R) async throws
        -> R
    {
        try await withServer { test in
            try test.server.createNamespace("t1")
            _ = try await test.send("PATCH", secret, Self.body(revision: "r1"))
            return try await body(test)
        }
    }

    @Test("An apply creates, owns what it names, and applies again without force")
    func apply() async throws {
        let (created, again) = try await withServer { test in
            try test.server.createNamespace("t1")
            return (
                try await test.send("PATCH", Self.secret, Self.body(revision: "r1")),
                try await test.send("PATCH", Self.secret, Self.body())
            )
        }
        #expect((created.status, again.status) == (201, 200))
        #expect(created.uid == again.uid && created.version != again.version)
        for answer in [created, again] {
            #expect(Self.owners(answer.json) == [["manager": "pullpass", "operation": "Apply", "fields": Self.owned]])
        }
        #expect(again.json["metadata"]?["annotations"]?["pullpass.dev/revision"] == "r2")
    }

    @Test("Who edits a field owns it; an apply then conflicts, and with force takes it back")
    func conflict() async throws {
        let (edited, refused, forced) = try await Self.withSecret { test in
            try test.server.editSecret("t1", "pullpass-hub", data: [".dockerconfigjson": "{}"])
            return (
                try await test.send("GET", "/api/v1/namespaces/t1/secrets/pullpass-hub"),
                try await test.send("PATCH", Self.secret, Self.body()),
                try await test.send("PATCH", Self.forced, Self.body())
            )
        }
        #expect(
            Self.owners(edited.json) == [
                [
                    "manager": "pullpass", "operation": "Apply",
                    "fields": ["f:metadata": ["f:annotations": ["f:pullpass.dev/revision": [:]]], "f:type": [:]],
                ],
                [
                    "manager": "kubectl-edit", "operation": "Update",
                    "fields": ["f:data": ["f:.dockerconfigjson": [:]]],
                ],
            ]
        )
        #expect(
            refused.json == [
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                "message":
                    "Apply failed with 1 conflict: conflict with \"kubectl-edit\" using v1: .data..dockerconfigjson",
                "reason": "Conflict",
                "details": [
                    "causes": .array([
                        [
                            "reason": "FieldManagerConflict", "message": "conflict with \"kubectl-edit\" using v1",
                            "field": ".data..dockerconfigjson",
                        ]
                    ])
                ], "code": 409,
            ]
        )
        #expect(forced.status == 200)
        #expect(Self.owners(forced.json) == [["manager": "pullpass", "operation": "Apply", "fields": Self.owned]])
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        let body: String
        let code: Int
        let reason: String
        let message: String
        let details: JSON
        var testDescription: String { name }
    }

    static func invalid(_ causes: [(String, String, String)]) -> JSON {
        [
            "name": "pullpass-hub", "kind": "Secret",
            "causes": .array(
                causes.map { ["reason": .string($0.0), "message": .string($0.1), "field": .string($0.2)] }
            ),
        ]
    }

    static let refusals = [
        Refusal(
            name: "a stale resourceVersion",
            body: body(metadata: #""resourceVersion":"1","#),
            code: 409,
            reason: "Conflict",
            message:
                "Operation cannot be fulfilled on secrets \"pullpass-hub\": the object has been modified; please apply "
                + "your changes to the latest version and try again",
            details: ["name": "pullpass-hub", "kind": "secrets"]
        ),
        Refusal(
            name: "another uid",
            body: body(metadata: #""uid":"\#(zero)","#),
            code: 422,
            reason: "Invalid",
            message:
                "Secret \"pullpass-hub\" is invalid: metadata.uid: Invalid value: \"\(zero)\": field is immutable",
            details: invalid(
                Array(
                    repeating: ("FieldValueInvalid", "Invalid value: \"\(zero)\": field is immutable", "metadata.uid"),
                    count: 2
                )
            )
        ),
        Refusal(
            name: "another type",
            body: body(type: "Opaque"),
            code: 422,
            reason: "Invalid",
            message: "Secret \"pullpass-hub\" is invalid: type: Invalid value: \"Opaque\": field is immutable",
            details: invalid([("FieldValueInvalid", "Invalid value: \"Opaque\": field is immutable", "type")])
        ),
        Refusal(
            name: "a value that is not JSON",
            body: body(data: "bm90anNvbg=="),
            code: 422,
            reason: "Invalid",
            message: "Secret \"pullpass-hub\" is invalid: data[.dockerconfigjson]: Invalid value: \"<secret contents "
                + "redacted>\": invalid character 'o' in literal null (expecting 'u')",
            details: invalid([
                (
                    "FieldValueInvalid",
                    "Invalid value: \"<secret contents redacted>\": invalid character 'o' in literal null (expecting 'u')",
                    "data[.dockerconfigjson]"
                )
            ])
        ),
    ]

    @Test("An apply is refused, word for word", arguments: refusals)
    func refusal(_ refusal: Refusal) async throws {
        let answer = try await Self.withSecret { test in try await test.send("PATCH", Self.forced, refusal.body) }
        #expect(answer.status == refusal.code)
        #expect(answer.json["code"]?.int == refusal.code)
        #expect(answer.reason == refusal.reason)
        #expect(answer.message == refusal.message)
        #expect(answer.json["details"] == refusal.details)
    }

    @Test("A resourceVersion does not stop a creation, a uid does")
    func resurrection() async throws {
        let (version, uid) = try await withServer { test in
            try test.server.createNamespace("t1")
            let uid = try await test.send("PATCH", Self.secret, Self.body(metadata: #""uid":"\#(Self.zero)","#))
            return (try await test.send("PATCH", Self.secret, Self.body(metadata: #""resourceVersion":"1","#)), uid)
        }
        #expect(version.status == 201)
        #expect(uid.status == 409)
        #expect(
            uid.message.hasSuffix(
                "uid mismatch: the provided object specified uid \(Self.zero), and no existing object was found"
            )
        )
    }

    @Test("An immutable Secret keeps its data, and its annotations may change")
    func immutable() async throws {
        let (data, annotation) = try await Self.withSecret { test in
            try test.server.edit(.secrets(namespace: "t1", name: "pullpass-hub"), mergePatch: #"{"immutable":true}"#)
            return (
                try await test.send("PATCH", Self.forced, Self.body(data: "eyJhdXRocyI6eyJiIjp7fX19")),
                try await test.send("PATCH", Self.forced, Self.body(revision: "r3"))
            )
        }
        let why = "Forbidden: field is immutable when `immutable` is set"
        #expect(data.status == 422)
        #expect(data.message == "Secret \"pullpass-hub\" is invalid: data: \(why)")
        #expect(data.json["details"] == Self.invalid([("FieldValueForbidden", why, "data")]))
        #expect(annotation.status == 200)
    }

    @Test("A deletion with another uid is refused")
    func deletion() async throws {
        let (answer, uid, gone) = try await Self.withSecret { test in
            let uid = try await test.send("GET", "/api/v1/namespaces/t1/secrets/pullpass-hub").uid
            func delete(_ uid: String) async throws -> Answer {
                try await test.send(
                    "DELETE",
                    "/api/v1/namespaces/t1/secrets/pullpass-hub",
                    #"{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"\#(uid)"}}"#
                )
            }
            return (try await delete(Self.zero), uid, try await delete(uid))
        }
        #expect(answer.status == 409)
        #expect(
            answer.message
                == "Operation cannot be fulfilled on Secret \"pullpass-hub\": the UID in the precondition (\(Self.zero)) does "
                + "not match the UID in record (\(uid)). The object might have been deleted and then recreated"
        )
        #expect(answer.json["details"] == ["name": "pullpass-hub", "kind": "Secret"])
        #expect(gone.status == 200)
        #expect(gone.json["status"] == "Success")
    }

    @Test("Creating in a namespace that is going, that is not there, or over a quota")
    func placement() async throws {
        let answers = try await withServer { test in
            for name in ["term", "full"] { try test.server.createNamespace(name) }
            try test.server.terminateNamespace("term")
            test.server.setQuota(secrets: 0, inNamespace: "full")
            var answers: [Answer] = []
            for name in ["term", "none", "full"] {
                answers.append(
                    try await test.send(
                        "PATCH",
                        "/api/v1/namespaces/\(name)/secrets/pullpass-hub?fieldManager=pullpass",
                        Self.body()
                    )
                )
            }
            return answers
        }
        #expect(answers.map(\.status) == [403, 404, 403])
        #expect(
            answers.map(\.message) == [
                "secrets \"pullpass-hub\" is forbidden: unable to create new content in namespace term because it is being "
                    + "terminated",
                "namespaces \"none\" not found",
                "secrets \"pullpass-hub\" is forbidden: exceeded quota: q, requested: secrets=1, used: secrets=0, limited: "
                    + "secrets=0",
            ]
        )
        #expect(
            answers.map { $0.json["details"] ?? "" } == [
                [
                    "name": "pullpass-hub", "kind": "secrets",
                    "causes": .array([
                        [
                            "reason": "NamespaceTerminating", "message": "namespace term is being terminated",
                            "field": "metadata.namespace",
                        ]
                    ]),
                ],
                ["name": "none", "kind": "namespaces"], ["name": "pullpass-hub", "kind": "secrets"],
            ]
        )
    }

    @Test("Leases are created once, and updated only in the latest version")
    func leases() async throws {
        func lease(_ version: String = "") -> String {
            #"{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"pullpass"\#(version)},"spec":{"#
                + #""holderIdentity":"a","leaseDurationSeconds":15,"acquireTime":"2026-11-21T00:00:00.000000Z","#
                + #""renewTime":"2026-11-21T00:00:00.000000Z","leaseTransitions":0}}"#
        }
        let bodies = [lease(), lease(#","resourceVersion":"1""#)]
        let answers = try await withServer { test in
            try test.server.createNamespace("own")
            let path = "/apis/coordination.k8s.io/v1/namespaces/own/leases"
            return [
                try await test.send("POST", path, bodies[0]), try await test.send("POST", path, bodies[0]),
                try await test.send("PUT", path + "/pullpass", bodies[1]),
            ]
        }
        #expect(answers.map(\.status) == [201, 409, 409])
        #expect(
            Self.owners(answers[0].json) == [
                [
                    "manager": "curl", "operation": "Update",
                    "fields": [
                        "f:spec": [
                            "f:acquireTime": [:], "f:holderIdentity": [:], "f:leaseDurationSeconds": [:],
                            "f:leaseTransitions": [:], "f:renewTime": [:],
                        ]
                    ],
                ]
            ]
        )
        #expect(answers[1].message == "leases.coordination.k8s.io \"pullpass\" already exists")
        #expect(answers[1].reason == "AlreadyExists")
        #expect(answers[2].reason == "Conflict")
        let details: JSON = ["name": "pullpass", "group": "coordination.k8s.io", "kind": "leases"]
        #expect(answers[1].json["details"] == details && answers[2].json["details"] == details)
        #expect(
            answers[2].message.hasPrefix(
                "Operation cannot be fulfilled on leases.coordination.k8s.io \"pullpass\": the object"
            )
        )
    }

    @Test("An unknown token is Unauthorized, without details")
    func token() async throws {
        let answer = try await withServer { test in
            try await test.server.transport(token: "nobody's").send(.init(method: .get, path: "/api/v1/namespaces"))
        }
        #expect(answer.status == 401)
        #expect(
            try JSONReader.read(answer.body) == [
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": "Unauthorized",
                "reason": "Unauthorized", "code": 401,
            ]
        )
    }
}
