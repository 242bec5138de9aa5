import Configuration
import KubeletConfiguration
import Testing

/// What a kubelet is told of Pullpass, made of a configuration.
struct RenderingTests {
    private static let gate = "KubeletServiceAccountTokenForCredentialProviders=true"

    private func render(
        _ registries: [Registry],
        _ minor: Int = 36,
        gates: String = "",
        options: ProviderRendering.Options = .init()
    ) throws(RenderingError) -> ProviderRendering {
        let kubelet = Kubelet(KubeletVersion(minor: minor), featureGates: gates)
        return try ProviderRendering(Configuration(registries: registries), for: kubelet, options: options)
    }

    private static let aws = PodIdentity(
        audience: "sts.amazonaws.com",
        annotations: [.init(.role, key: "eks.amazonaws.com/role-arn", isRequired: true)]
    )
    private static let quay = PodIdentity(
        audience: "quay.io",
        cacheType: .token,
        annotations: [.init(.tenantID, key: "quay.io/robot", isRequired: false)]
    )

    private func mixed() throws -> [Registry] {
        [
            try registry("ecr", "*.dkr.ecr.*.amazonaws.com", identity: Self.aws),
            try registry("hub", "docker.io"),
            try registry("quay", "quay.io/acme/", identity: Self.quay),
            try registry("ecr2", "public.ecr.aws", identity: Self.aws),
            try registry("ghcr", "ghcr.io/acme/", "docker.io"),
        ]
    }

    @Test func `registries of the node's identity have one provider`() throws {
        let rendering = try render(
            [try registry("a", "a.lab", "b.lab"), try registry("b", "b.lab", "c.lab/team")],
            options: .init(name: "pp", configPath: "/etc/pp.yaml", cache: "/var/cache/pp")
        )
        #expect(
            rendering.config.yaml == """
                apiVersion: kubelet.config.k8s.io/v1
                kind: CredentialProviderConfig
                providers:
                  - name: pp
                    apiVersion: credentialprovider.kubelet.k8s.io/v1
                    matchImages:
                      - a.lab
                      - b.lab
                      - c.lab/team
                    defaultCacheDuration: "0s"
                    args:
                      - credential-provider
                      - "--config"
                      - "/etc/pp.yaml"
                      - "--cache"
                      - "/var/cache/pp"

                """
        )
        #expect(rendering.links == [] && rendering.audiences == [])
        #expect(AudienceRole(rendering, name: "pp") == nil)
    }

    @Test func `each identity of Pods has a provider of its own, and the node's keeps the name`() throws {
        let rendering = try render(try mixed())
        #expect(rendering.providers.map(\.name) == ["pullpass", "pullpass-ecr", "pullpass-quay"])
        #expect(rendering.links == ["pullpass-ecr", "pullpass-quay"])
        #expect(
            rendering.providers.map { OwnArguments($0.args)?.registries } == [
                ["hub", "ghcr"], ["ecr", "ecr2"], ["quay"],
            ]
        )
        #expect(rendering.providers[0].matchImages == ["docker.io", "ghcr.io/acme/"])
        #expect(rendering.providers[1].tokenAttributes?.cacheType == "ServiceAccount")
        #expect(rendering.providers[1].tokenAttributes?.requiredAnnotations == ["eks.amazonaws.com/role-arn"])
        #expect(rendering.providers[2].tokenAttributes?.cacheType == "Token")
        #expect(rendering.providers[2].tokenAttributes?.optionalAnnotations == ["quay.io/robot"])
        #expect(rendering.audiences == ["sts.amazonaws.com", "quay.io"])
        let alone = try render([try registry("ecr", "a.lab", identity: Self.aws)])
        #expect(alone.providers.map(\.name) == ["pullpass"])
        #expect(alone.providers[0].args == ["credential-provider", "--config", "/etc/pullpass/config.yaml"])
    }

    @Test("what is printed is good for the version that it was printed for", arguments: 26...37)
    func passes(minor: Int) throws {
        let plain = [try registry("a", "a.lab"), try registry("b", "*.b.lab:5000/team/")]
        let own = [try registry("ecr", "a.lab", identity: Self.aws), try registry("b", "b.lab")]
        for registries in [plain, own, try mixed()] {
            guard let rendering = try? render(registries, minor, gates: Self.gate) else {
                #expect(minor < 34 && registries.contains { $0.podIdentity != nil })
                continue
            }
            for text in [rendering.config.yaml, rendering.config.json] {
                let report = check(text, minor, gates: Self.gate)
                #expect(report.complaints == [], "\(report.text)")
                #expect(report.config == rendering.config)
            }
        }
    }

    @Test(
        "what a version cannot do is refused, in words",
        arguments: [
            (30, "", "gives plugins no tokens"), (32, "", "gives plugins no tokens"),
            (33, "", "only with --feature-gates KubeletServiceAccountTokenForCredentialProviders=true"),
        ]
    )
    func refuses(minor: Int, gates: String, words: String) throws {
        let registries = [try registry("ecr", "a.lab", identity: Self.aws)]
        let error = #expect(throws: RenderingError.self) { _ = try render(registries, minor, gates: gates) }
        #expect(error?.description.contains("registry ecr") == true)
        #expect(error?.description.contains(words) == true)
    }

    @Test func `1.33 with the gate has tokens without a cacheType, and cannot keep answers for one Pod`() throws {
        let rendering = try render([try registry("ecr", "a.lab", identity: Self.aws)], 33, gates: Self.gate)
        #expect(rendering.providers[0].tokenAttributes?.cacheType == nil)
        let quay = [try registry("quay", "a.lab", identity: Self.quay)]
        let error = #expect(throws: RenderingError.self) { _ = try render(quay, 33, gates: Self.gate) }
        #expect(error?.description.contains("cacheType Token") == true)
    }

    @Test func `no registries, and one without images, have no provider`() throws {
        #expect(throws: RenderingError.self) { _ = try render([]) }
        let error = #expect(throws: RenderingError.self) { _ = try render([try registry("a")]) }
        #expect(error?.description.contains("registry a has no matchImages") == true)
    }

    @Test func `the nodes are allowed to ask for the audiences, and for nothing else`() throws {
        let rendering = try render(try mixed())
        let role = try #require(AudienceRole(rendering, name: "pullpass"))
        #expect(
            role.yaml == """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata:
                  name: pullpass-node-audiences
                  labels:
                    app.kubernetes.io/name: pullpass
                rules:
                  - apiGroups:
                      - ""
                    resources:
                      - quay.io
                      - sts.amazonaws.com
                    verbs:
                      - request-serviceaccounts-token-audience
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata:
                  name: pullpass-node-audiences
                  labels:
                    app.kubernetes.io/name: pullpass
                roleRef:
                  apiGroup: rbac.authorization.k8s.io
                  kind: ClusterRole
                  name: pullpass-node-audiences
                subjects:
                  - apiGroup: rbac.authorization.k8s.io
                    kind: Group
                    name: "system:nodes"

                """
        )
        #expect(role.json.contains("\"kind\": \"List\""))
    }
}
