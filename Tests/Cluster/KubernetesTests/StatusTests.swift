import Kubernetes
import Testing

struct StatusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let code: Int
        let body: String
        let holds: Set<String>
        var testDescription: String { name }
    }

    private static func properties(_ error: KubernetesError) -> Set<String> {
        let all: [(String, Bool)] = [
            ("notFound", error.isNotFound), ("namespaceMissing", error.isNamespaceMissing),
            ("conflict", error.isConflict),
            ("exists", error.isAlreadyExists), ("fieldConflict", error.isFieldManagerConflict),
            ("uid", error.isUIDMismatch),
            ("forbidden", error.isForbidden), ("terminating", error.isNamespaceTerminating),
            ("quota", error.isQuotaExceeded), ("denied", error.isAccessDenied), ("gone", error.isGone),
            ("right", error.isMissingRight),
            ("unauthorized", error.isUnauthorized), ("throttled", error.isThrottled), ("invalid", error.isInvalid),
            ("immutable", error.isImmutable), ("transient", error.isTransient),
            ("admission", error.isAdmissionRefusal), ("webhook", error.isWebhookFailure),
        ]
        return Set(all.filter(\.1).map(\.0))
    }

    static let cases: [Case] = [
        Case(name: "field conflict", code: 409, body: Recorded.fieldConflict, holds: ["conflict", "fieldConflict"]),
        Case(name: "stale version", code: 409, body: Recorded.staleVersion, holds: ["conflict"]),
        Case(name: "apply with another uid", code: 422, body: Recorded.otherUID, holds: ["invalid", "uid"]),
        Case(name: "another type", code: 422, body: Recorded.otherType, holds: ["invalid", "immutable"]),
        Case(name: "immutable Secret", code: 422, body: Recorded.immutable, holds: ["invalid", "immutable"]),
        Case(name: "not JSON", code: 422, body: Recorded.notJSON, holds: ["invalid"]),
        Case(name: "wrong uid to delete", code: 409, body: Recorded.wrongUIDPrecondition, holds: ["conflict", "uid"]),
        Case(name: "terminating", code: 403, body: Recorded.terminating, holds: ["forbidden", "terminating"]),
        Case(name: "no namespace", code: 404, body: Recorded.noNamespace, holds: ["notFound", "namespaceMissing"]),
        Case(name: "exists", code: 409, body: Recorded.leaseExists, holds: ["exists"]),
        Case(name: "unauthorized", code: 401, body: Recorded.unauthorized, holds: ["unauthorized"]),
        Case(name: "quota", code: 403, body: Recorded.quota, holds: ["forbidden", "quota"]),
        Case(name: "RBAC", code: 403, body: Recorded.denied("patch"), holds: ["forbidden", "denied", "right"]),
        // The server names neither user nor verb where an apply would have had to create.
        Case(
            name: "an apply that may not create",
            code: 403,
            body: #"{"kind":"Status","message":"secrets \"b\" is forbidden: ","reason":"Forbidden","code":403}"#,
            holds: ["forbidden", "denied", "right"]
        ),
        Case(
            name: "a cloud's authorizer",
            code: 403,
            body:
                #"{"kind":"Status","message":"secrets \"b\" is forbidden: User \"jane\" cannot patch resource \"secrets\" in API group \"\" in the namespace \"a\": requires one of [\"container.secrets.update\"] permission(s).","reason":"Forbidden","code":403}"#,
            holds: ["forbidden", "denied", "right"]
        ),
        Case(
            name: "a webhook's free text",
            code: 403,
            body:
                #"{"kind":"Status","message":"admission webhook \"validation.gatekeeper.sh\" denied the request: [no-secrets] you cannot make a resource of this kind here","code":403}"#,
            holds: ["forbidden", "denied", "admission"]
        ),
        Case(
            name: "a webhook that quotes the API server",
            code: 403,
            body:
                #"{"kind":"Status","message":"admission webhook \"x\" denied the request: secrets \"c\" is forbidden: User \"system:serviceaccount:x:x\" cannot get resource \"secrets\" in API group \"\" in the namespace \"a\"","code":403}"#,
            holds: ["forbidden", "denied", "admission"]
        ),
        Case(
            name: "a policy of the API server's that quotes it",
            code: 403,
            body:
                #"{"kind":"Status","message":"secrets \"b\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p' denied request: User \"jane\" cannot patch resource \"secrets\" here","reason":"Forbidden","code":403}"#,
            holds: ["forbidden", "denied", "admission"]
        ),
        Case(
            name: "an authorizer whose reason reads as admission's",
            code: 403,
            body:
                #"{"kind":"Status","message":"secrets \"b\" is forbidden: User \"jane\" cannot patch resource \"secrets\" in API group \"\" in the namespace \"a\": policy \"p\" denied the request","reason":"Forbidden","code":403}"#,
            holds: ["forbidden", "denied", "right"]
        ),
        Case(
            name: "a webhook that does not answer",
            code: 500,
            body:
                #"{"kind":"Status","message":"Internal error occurred: failed calling webhook \"x\": failed to call webhook: Post \"https://x.svc:443/\": EOF","reason":"InternalError","code":500}"#,
            holds: ["webhook"]
        ),
        Case(
            name: "a webhook's patch that does not fit",
            code: 500,
            body:
                #"{"kind":"Status","message":"Internal error occurred: add operation does not apply: doc is missing path: \"/a/b\": missing value","reason":"InternalError","code":500}"#,
            holds: ["webhook"]
        ),
        Case(
            name: "a webhook's patch where none may be",
            code: 500,
            body:
                #"{"kind":"Status","message":"Internal error occurred: admission webhook \"x\" attempted to modify the object, which is not supported for this operation","reason":"InternalError","code":500}"#,
            holds: ["admission"]
        ),
        Case(name: "expired", code: 410, body: Recorded.expired, holds: ["gone"]),
        Case(
            name: "uid of a deleted one",
            code: 409,
            body:
                #"{"kind":"Status","message":"Operation cannot be fulfilled on secrets \"a\": uid mismatch: the provided object specified uid x, and no existing object was found","reason":"Conflict","code":409}"#,
            holds: ["conflict", "uid"]
        ),
        Case(name: "a proxy's page", code: 502, body: "<html>Bad gateway</html>", holds: ["transient"]),
        Case(
            name: "too many",
            code: 429,
            body: "Too many requests, please try again later.",
            holds: ["throttled", "transient"]
        ),
        Case(name: "nothing", code: 404, body: "", holds: ["notFound"]),
        Case(name: "JSON that is no Status", code: 500, body: #"{"error":"x"}"#, holds: ["transient"]),
        Case(
            name: "larger than etcd takes",
            code: 500,
            body:
                #"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"etcdserver: request is too large","code":500}"#,
            holds: []
        ),
        Case(name: "a number", code: 503, body: "7", holds: ["transient"]),
    ]

    @Test("a refusal is known for what it is", arguments: cases)
    func mapping(_ example: Case) {
        let status = KubernetesStatus(answer: KubernetesResponse(example.code, example.body))
        #expect(status.code == example.code)
        let error = KubernetesError(verb: "patch", path: "/api/v1/namespaces/a/secrets/b", cause: .status(status))
        #expect(Self.properties(error) == example.holds)
    }

    /// What it says beside its words, as if the API server itself had said it.
    private static let borrowed = """
        "details":{"kind":"namespaces","causes":[{"reason":"FieldManagerConflict","message":"immutable","field":"metadata.uid"},\
        {"reason":"NamespaceTerminating"}],"retryAfterSeconds":60}
        """

    @Test(
        "admission's refusal is nothing else, whatever code it takes",
        arguments: [400, 401, 404, 409, 410, 413, 422, 429, 500, 503]
    )
    func admission(_ code: Int) {
        let body =
            #"{"kind":"Status","code":\#(code),"reason":"AlreadyExists","message":"admission webhook \"x\" denied the request: because it is being terminated, uid mismatch","#
            + Self.borrowed + "}"
        let status = KubernetesStatus(answer: KubernetesResponse(code, body))
        let error = KubernetesError(verb: "patch", path: Self.secret, cause: .status(status))
        #expect(Self.properties(error) == ["admission"])
        #expect(error.description.contains("refused with \(code): admission webhook"))
    }

    @Test(
        arguments: [
            ([("Retry-After", "7")], "", Duration.seconds(7)),
            ([("Retry-After", "7")], #"{"kind":"Status","code":429,"details":{"retryAfterSeconds":3}}"#, .seconds(7)),
            ([], #"{"kind":"Status","code":429,"details":{"retryAfterSeconds":3}}"#, .seconds(3)),
            ([("Retry-After", "99999999999")], "", .seconds(3600)),
            ([("Retry-After", "0")], "", .seconds(0)),
            ([("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT")], "", nil),
            ([("Retry-After", "-1")], "", nil),
            ([], #"{"kind":"Status","code":429,"details":{"retryAfterSeconds":-3}}"#, nil),
        ] as [([(String, String)], String, Duration?)]
    )
    func `the server says how long to wait`(fields: [(String, String)], body: String, expected: Duration?) {
        #expect(KubernetesStatus(answer: KubernetesResponse(429, body, fields: fields)).retryAfter == expected)
    }

    @Test func `plain text is quoted by its first line, anything else is not`() {
        let text = KubernetesResponse(
            404,
            "404 page not found\nmore",
            fields: [("Content-Type", "text/plain; charset=utf-8")]
        )
        #expect(KubernetesStatus(answer: text).message == "404 page not found")
        let page = KubernetesResponse(404, "<h1>", fields: [("Content-Type", "text/html")])
        #expect(KubernetesStatus(answer: page).message.isEmpty)
    }

    struct Sentence: Sendable, CustomTestStringConvertible {
        let verb: String
        let path: String
        var selectedName: String?
        let cause: KubernetesError.Cause
        let text: String
        var testDescription: String { text }

        init(_ verb: String, _ path: String, named: String? = nil, _ code: Int, _ body: String, _ text: String) {
            self.init(verb, path, named: named, .status(KubernetesStatus(answer: KubernetesResponse(code, body))), text)
        }
        init(_ verb: String, _ path: String, named: String? = nil, _ cause: KubernetesError.Cause, _ text: String) {
            self.verb = verb
            self.path = path
            selectedName = named
            self.cause = cause
            self.text = text
        }
    }

    private static let secret = "/api/v1/namespaces/team-a/secrets/pullpass-hub"
    private static let subject = "cannot patch secrets/pullpass-hub in namespace team-a: "
    private static let account = "system:serviceaccount:pullpass:pullpass"

    static let sentences: [Sentence] = [
        Sentence(
            "patch",
            secret,
            403,
            Recorded.denied("patch"),
            subject
                + "forbidden; a Role in namespace team-a or a ClusterRole bound to \(account) needs verb patch on secrets with resourceNames [pullpass-hub]"
        ),
        Sentence(
            "patch",
            secret,
            403,
            Recorded.denied("create"),
            subject
                + "forbidden; a Role in namespace team-a or a ClusterRole bound to \(account) needs verb create on secrets with resourceNames [pullpass-hub]"
        ),
        Sentence(
            "watch",
            "/api/v1/secrets",
            named: "pullpass-hub",
            403,
            Recorded.denied("watch", in: nil),
            "cannot watch secrets named pullpass-hub in all namespaces: forbidden; a ClusterRole bound to \(account) needs verb watch on secrets with resourceNames [pullpass-hub]"
        ),
        Sentence(
            "list",
            "/api/v1/namespaces",
            403,
            Recorded.denied("list", "namespaces", in: nil),
            "cannot list namespaces: forbidden; a ClusterRole bound to \(account) needs verb list on namespaces"
        ),
        Sentence(
            "create",
            "/apis/coordination.k8s.io/v1/namespaces/pullpass/leases",
            403,
            Recorded.denied("create", "leases", in: "pullpass"),
            "cannot create leases.coordination.k8s.io in namespace pullpass: forbidden; a Role in namespace pullpass or a ClusterRole bound to \(account) needs verb create on leases.coordination.k8s.io"
        ),
        Sentence(
            "patch",
            secret,
            403,
            #"{"kind":"Status","code":403,"reason":"Forbidden","message":"admission webhook \"x\" denied the request: no"}"#,
            subject + #"forbidden; admission webhook "x" denied the request: no"#
        ),
        Sentence(
            "patch",
            secret,
            403,
            #"{"kind":"Status","code":403,"reason":"Forbidden","message":"secrets \"b\" is forbidden: User \"jane\" cannot create resource \"secrets\" in API group \"\" in the namespace \"team-a\": GKEAutopilot authz: the namespace \"team-a\" is managed and the request's verb \"create\" is denied"}"#,
            subject
                + "forbidden; a Role in namespace team-a or a ClusterRole bound to jane needs verb create on secrets with resourceNames [pullpass-hub] "
                + #"(GKEAutopilot authz: the namespace "team-a" is managed and the request's verb "create" is denied)"#
        ),
        Sentence(
            "list",
            "/api/v1/namespaces",
            403,
            #"{"kind":"Status","code":403,"reason":"Forbidden","message":"namespaces is forbidden: User \"jane\" cannot list resource \"namespaces\" in API group \"\" at the cluster scope: RBAC: clusterrole \"x\" not found"}"#,
            #"cannot list namespaces: forbidden; a ClusterRole bound to jane needs verb list on namespaces (RBAC: clusterrole "x" not found)"#
        ),
        Sentence(
            "patch",
            secret,
            403,
            Recorded.terminating,
            subject + "the namespace is being deleted; nothing needs to be done"
        ),
        Sentence("patch", secret, 404, Recorded.noNamespace, subject + "the namespace does not exist"),
        Sentence(
            "patch",
            secret,
            401,
            Recorded.unauthorized,
            subject
                + "the API server does not accept the credential (401); check the ServiceAccount's token or the user in the kubeconfig"
        ),
        Sentence("patch", secret, 503, "", subject + "the API server failed (503)"),
        Sentence(
            "patch",
            secret,
            .transport("10.0.0.1:443: connecting: refused"),
            subject + "no answer from the API server: 10.0.0.1:443: connecting: refused"
        ),
        Sentence(
            "patch",
            secret,
            .timedOut(after: .seconds(35)),
            subject + "no answer from the API server within 35.0 seconds"
        ),
    ]

    @Test("an error says which verb on what, and what is missing", arguments: sentences)
    func description(_ sentence: Sentence) {
        let error = KubernetesError(
            verb: sentence.verb,
            path: sentence.path,
            selectedName: sentence.selectedName,
            cause: sentence.cause
        )
        #expect(error.description == sentence.text)
    }
}
