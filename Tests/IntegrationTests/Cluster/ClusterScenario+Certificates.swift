import FoundationEssentials
import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

extension ClusterScenario {
    // MARK: certifies

    static func certify(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("certifies", in: cluster, rights: certificateRights)
        let registration = Registration(pullpass)
        let port = try BlockedPort(listens: false).number
        try await registration.create(url: "https://localhost:\(port)/mutate")
        let own = ["--certificates", "self", "--webhook-name", "certifies", "--service-name", "certifies-webhook"]
        let server = try await pullpass.serve(nil, own + ["--listen", "127.0.0.1:\(port)"])
        let authority = try await registration.waitForBundle { !$0.isEmpty }
        #expect(try await cluster.secret("certifies", "certifies-webhook-tls")?.data["ca.crt"] == authority)
        try await registration.checkCall(port: port, trusting: authority)
        try await registration.checkPod()

        // caBundle.
        for text in ["null", #""bm9uc2Vuc2U=""#] {
            try await registration.setBundle(text)
            #expect(try await registration.waitForBundle { $0 == authority } == authority)
        }
        try await registration.checkPod()
        try await registration.checkUpgrade(keeps: authority)

        // The Secret.
        let path = "/api/v1/namespaces/certifies/secrets/certifies-webhook-tls"
        try await cluster.patch(path, #"{"data":{"tls.crt":"bm9uc2Vuc2U=","next-ca.crt":"bm9uc2Vuc2U="}}"#)
        _ = await server.log.firstLine { $0.contains("certifies/certifies-webhook-tls cannot be used") }
        let isRepaired = try await eventually(within: .seconds(60)) {
            let data = try await cluster.secret("certifies", "certifies-webhook-tls")?.data ?? [:]
            return data["next-ca.crt"] == nil && data["tls.crt"]?.starts(with: "-----BEGIN".utf8) == true
        }
        #expect(isRepaired)

        // A second replica has the same; it goes on when the Secret is deleted, and a rotation begins.
        let second = try await pullpass.serve(nil, own)
        let expiry = try await server.expiry()
        #expect(expiry > Date().timeIntervalSince1970 + 89 * 86_400)
        #expect(try await second.expiry() == expiry)
        try await cluster.must(.delete, path)
        let both = try await registration.waitForBundle { $0.count > authority.count }
        #expect(both.starts(with: authority))
        let data = try #require(try await cluster.secret("certifies", "certifies-webhook-tls")?.data)
        #expect(data["ca.crt"] == authority)
        #expect(authority + (data["next-ca.crt"] ?? []) == both)
        try await registration.checkCall(port: port, trusting: authority)
        try await registration.checkPod()

        for line in server.log.lines + second.log.lines {
            #expect(!line.contains("PRIVATE KEY"))
            #expect(!line.contains("needs verb"), "\(line)")
        }
        #expect(try await second.stop().isSuccess)
        #expect(try await server.stop().isSuccess)
    }

    /// What the chart grants for this, without what is not needed.
    static let certificateRights = [
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: NAME-certificates }
        rules:
          - apiGroups: [admissionregistration.k8s.io]
            resources: [mutatingwebhookconfigurations]
            resourceNames: [NAME]
            verbs: [get, list, watch, patch]
        """,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: NAME-certificates }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NAME-certificates }
        subjects: [{ kind: ServiceAccount, name: NAME, namespace: NAME }]
        """,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: { name: NAME-certificates, namespace: NAME }
        rules:
          - apiGroups: [""]
            resources: [secrets]
            resourceNames: [NAME-webhook-tls]
            verbs: [get, list, watch, create, patch]
        """,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: { name: NAME-certificates, namespace: NAME }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: NAME-certificates }
        subjects: [{ kind: ServiceAccount, name: NAME, namespace: NAME }]
        """,
    ]

    // MARK: guards

    /// The same requests as `KubernetesClient` sends, as an administrator.
    static func guardWrites(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("guards", in: cluster)
        let path = "/api/v1/namespaces/guards/secrets/guarded"
        let create = path + "?fieldManager=pullpass&force=true"
        let body = #"""
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"guarded","namespace":"guards","resourceVersion":"1"},\#
            "type":"Opaque","data":{"a":"YQ=="}}
            """#
        #expect(try await cluster.call(.patch, create, body, type: applyType).status == 201)
        #expect(try await cluster.call(.patch, create, body, type: applyType).status == 409)
        let secret = try #require(try await cluster.secret("guards", "guarded"))
        func patch(_ data: String) -> String {
            #"{"metadata":{"uid":"\#(secret.metadata.uid)","resourceVersion":"\#(secret.metadata.resourceVersion)"},"data":\#(data)}"#
        }
        let merge = "application/merge-patch+json"
        #expect(
            try await cluster.call(.patch, path, patch(#"{"a":null,"b":"Yg==","c":null}"#), type: merge).status == 200
        )
        #expect(try await cluster.secret("guards", "guarded")?.data == ["b": [0x62]])
        #expect(try await cluster.call(.patch, path, patch(#"{"b":"YQ=="}"#), type: merge).status == 409)
        try await cluster.must(.delete, path)
        #expect(try await cluster.call(.patch, path, patch(#"{"b":"YQ=="}"#), type: merge).status == 404)
        // Made anew by somebody else meanwhile.
        #expect(try await cluster.call(.patch, create, body, type: applyType).status == 201)
        #expect(try await cluster.call(.patch, path, patch(#"{"b":"YQ=="}"#), type: merge).status == 409)

        let registration = Registration(pullpass)
        try await registration.create(url: "https://localhost:1/mutate")
        let version = try #require(try await registration.read()).metadata.resourceVersion
        #expect(try await registration.setBundle(#""YQ==""#, version: version) == 200)
        #expect(try await registration.setBundle(#""Yg==""#, version: version) == 409)
        #expect(try await registration.read()?.webhooks.map(\.caBundle) == [[0x61]])
    }

    fileprivate static let applyType = "application/apply-patch+yaml"
}

extension PullpassServer {
    /// When the certificate that it serves expires, by its metrics.
    fileprivate func expiry() async throws -> Double {
        let name = "pullpass_certificate_expiry_timestamp_seconds "
        let line = try await metrics().split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Double($0.dropFirst(name.count)) } ?? 0
    }
}

/// A MutatingWebhookConfiguration without a `caBundle`, as the chart makes it.
private struct Registration {
    let pullpass: Installation
    private let base = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"

    init(_ pullpass: Installation) { self.pullpass = pullpass }

    private var path: String { "\(base)/\(pullpass.name)" }
    private var cluster: TestCluster { pullpass.cluster }

    private func manifest(url: String) -> String {
        """
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration",\
        "metadata":{"name":"\(pullpass.name)"},"webhooks":[{"name":"inject.pullpass.dev","admissionReviewVersions":["v1"],\
        "clientConfig":{"url":"\(url)"},\
        "rules":[{"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"operations":["CREATE"],"scope":"Namespaced"}],\
        "namespaceSelector":{"matchLabels":{"pullpass.dev/inject":"enabled","installation":"\(pullpass.name)"}},\
        "sideEffects":"NoneOnDryRun","reinvocationPolicy":"IfNeeded","failurePolicy":"Ignore","timeoutSeconds":5}]}
        """
    }

    func create(url: String) async throws { try await cluster.must(.post, base, manifest(url: url)) }

    func read() async throws -> WebhookConfigurationObject? {
        try await cluster.read(WebhookConfigurationObject.self, path)
    }

    /// Sets `caBundle` to a JSON value; tells the status.
    @discardableResult
    func setBundle(_ json: String, version: String? = nil) async throws -> Int {
        let metadata = version.map { #""metadata":{"resourceVersion":"\#($0)"},"# } ?? ""
        let patch = #"{\#(metadata)"webhooks":[{"name":"inject.pullpass.dev","clientConfig":{"caBundle":\#(json)}}]}"#
        return try await cluster.call(.patch, path, patch, type: "application/strategic-merge-patch+json").status
    }

    /// Waits until `caBundle` is as it should.
    func waitForBundle(_ isRight: ([UInt8]) -> Bool) async throws -> [UInt8] {
        var bundle: [UInt8] = []
        let isThere = try await eventually(within: .seconds(60)) {
            bundle = try await read()?.webhooks.first?.caBundle ?? []
            return isRight(bundle)
        }
        guard isThere else { throw ClusterError("caBundle did not become what it should within a minute") }
        return bundle
    }

    /// Calls the webhook by its Service's name, as an API server would.
    func checkCall(port: Int, trusting bundle: [UInt8]) async throws {
        let folder = try TemporaryDirectory()
        let authority = try folder.write("ca.pem", String(decoding: bundle, as: UTF8.self))
        let host = "\(pullpass.name)-webhook.\(pullpass.name).svc"
        let result = try await Tool.run(
            "curl",
            [
                "--silent", "--show-error", "--fail", "--max-time", "60", "--cacert", authority, "--http1.1",
                "--connect-to", "\(host):443:127.0.0.1:\(port)", "--header", "Content-Type: application/json",
                "--data-binary", "@-", "https://\(host)/mutate?timeout=5s",
            ],
            input: pullpass.review(namespace: "\(pullpass.name)-a")
        )
        #expect(
            Reviews.injected(result.outputText) == [pullpass.secretName, "pullpass-anonymous"],
            "\(result.errorText)"
        )
    }

    /// A real API server calls the webhook; the test server calls none.
    func checkPod() async throws {
        guard cluster.simulation == nil else { return }
        let pod =
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"p-"},"spec":{"containers":[{"name":"c","image":"nginx"}]}}"#
        // It may see caBundle, and have the namespace's ServiceAccount, a little later.
        let isInjected = try await eventually(within: .seconds(60)) {
            let answer = try await cluster.call(.post, "/api/v1/namespaces/\(pullpass.name)-a/pods?dryRun=All", pod)
            return answer.status == 201 && String(decoding: answer.body, as: UTF8.self).contains(pullpass.secretName)
        }
        #expect(isInjected, "the API server does not get a Pod injected")
    }

    /// What Helm does in an upgrade, whose chart has no `caBundle`, leaves it alone: Helm 4 and Flux by an apply, Helm 3 by a patch.
    func checkUpgrade(keeps bundle: [UInt8]) async throws {
        guard cluster.simulation == nil, let url = try await url() else { return }
        let text = manifest(url: url).replacing(#""timeoutSeconds":5"#, with: #""timeoutSeconds":6"#)
        try await cluster.must(.patch, path + "?fieldManager=helm&force=true", text, type: ClusterScenario.applyType)
        #expect(try await read()?.webhooks.map(\.caBundle) == [bundle])
        try await cluster.must(
            .patch,
            path,
            #"{"webhooks":[{"name":"inject.pullpass.dev","timeoutSeconds":7}]}"#,
            type: "application/strategic-merge-patch+json"
        )
        #expect(try await read()?.webhooks.map(\.caBundle) == [bundle])
    }

    private func url() async throws -> String? {
        struct Object: Decodable {
            struct Webhook: Decodable {
                struct Client: Decodable { var url: String? }
                var clientConfig: Client
            }
            var webhooks: [Webhook]
        }
        return try await cluster.read(Object.self, path)?.webhooks.first?.clientConfig.url
    }
}
