import FoundationEssentials
import Images
import TestKubelet
import TestSupport
import Testing
import Text

/// The built executable in the hands of a kubelet that does what a real one was seen to do.
struct KubeletPluginTests {
    private let folder: PluginFolder

    init() throws {
        folder = try PluginFolder()
        try folder.link("pullpass", to: try Repository.executable())
    }

    /// A kubelet whose plugin has a configuration with these registries.
    private func kubelet(
        _ registries: String,
        version: String = "v1",
        images: String = #"["*.lab", "docker.io"]"#,
        cache: Bool = false,
        more: String = ""
    ) throws -> CredentialProviderPlugins {
        let config = try folder.directory.write(
            "pullpass.yaml",
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n\(registries)"
        )
        let arguments =
            ["credential-provider", "--config", config] + (cache ? ["--cache", folder.directory.path("cache")] : [])
        let provider = PluginFolder.provider(
            "pullpass",
            images: images,
            version: version,
            more: "args: [\(arguments.joined(separator: ", "))]\n\(more)"
        )
        return CredentialProviderPlugins(try folder.start(PluginFolder.configuration(provider)))
    }

    private func basic(_ name: String, _ patterns: String, _ more: String = "") -> String {
        """
          - name: \(name)
            matchImages: [\(patterns)]
            credentials: { basic: { username: { value: \(name) }, password: { value: hunter2 } } }
            \(more)

        """
    }

    private func tries(_ plugins: CredentialProviderPlugins, _ image: String, for pod: PullingPod = PullingPod())
        async throws
        -> [String]
    {
        try await KubeletPulls(plugins: plugins).tries(pulling: image, for: pod).map(\.description)
    }

    @Test(arguments: ["v1", "v1beta1", "v1alpha1"])
    func `a kubelet takes its answers, in every version of the protocol`(version: String) async throws {
        let plugins = try kubelet(basic("a", "r.lab"), version: version)
        #expect(try await tries(plugins, "r.lab/x:1") == ["a:hunter2"])
        #expect(try await tries(plugins, "s.lab/x:1") == ["ANON"])
        #expect(plugins.errors.isEmpty)
    }

    @Test func `one answer is for all images of a host, and where rules have paths for one`() async throws {
        let whole = try kubelet(basic("a", "r.lab"))
        for image in ["r.lab/x", "r.lab/y", "r.lab/x:2"] { #expect(try await tries(whole, image) == ["a:hunter2"]) }
        #expect(await whole.runs(of: "pullpass") == ["r.lab/x"])
        let paths = try kubelet(basic("a", "r.lab/team") + basic("b", "r.lab/other"))
        #expect(try await tries(paths, "r.lab/team/x") == ["a:hunter2"])
        #expect(try await tries(paths, "r.lab/other/x") == ["b:hunter2"])
        #expect(try await tries(paths, "r.lab/none") == ["ANON"])
        #expect(try await tries(paths, "r.lab/team/x:2") == ["a:hunter2"])
        #expect(await paths.runs(of: "pullpass") == ["r.lab/team/x", "r.lab/other/x", "r.lab/none"])
    }

    @Test func `an image that anybody may pull is pulled though a credential is refused`() async throws {
        let plugins = try kubelet(basic("a", "docker.io") + basic("b", "r.lab", "anonymousFallback: true"))
        #expect(try await tries(plugins, "nginx") == ["a:hunter2", "ANON"])
        #expect(try await tries(plugins, "r.lab/x") == ["b:hunter2", "ANON"])
        // What a Pod has is looked up apart, and comes first.
        let pod = PullingPod(
            secrets: [
                DockerConfig(entries: [
                    .init(
                        registry: "https://index.docker.io/v1/",
                        credential: DockerCredential(username: "team", password: "t")
                    )
                ])
            ]
        )
        #expect(try await tries(plugins, "nginx", for: pod) == ["team:t", "a:hunter2", "ANON"])
    }

    @Test func `a fault stands in the kubelet's log, and is asked for again`() async throws {
        let bad = basic("a", "r.lab").replacing("value: hunter2", with: "file: \(folder.directory.path("password"))")
        let plugins = try kubelet(bad)
        #expect(try await tries(plugins, "r.lab/x") == ["ANON"])
        #expect(plugins.errors.count == 1)
        #expect(
            plugins.errors[0].contains(
                "exit status 1: pullpass: registry a: password from file \(folder.directory.path("password"))"
            ),
            "\(plugins.errors)"
        )
        try folder.directory.write("password", "mended")
        #expect(try await tries(plugins, "r.lab/x") == ["a:mended"])
        #expect(await plugins.runs(of: "pullpass").count == 2)
    }

    @Test func `a configuration that cannot be used stands in the kubelet's log`() async throws {
        let plugins = try kubelet(basic("a", "r.lab", "namespaces: { names: [x] }"))
        #expect(try await tries(plugins, "r.lab/x") == ["ANON"])
        #expect(
            plugins.errors.first?.contains("registries[0].namespaces: cannot be kept on a node") == true,
            "\(plugins.errors)"
        )
    }

    @Test func `eight images at once are eight processes, each with its own answer`() async throws {
        let runs = folder.directory.path("runs")
        try folder.add(
            "inner",
            script: #"""
                echo run >> '\#(runs)'
                sleep 0.3
                echo '{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","cacheKeyType":"Registry","cacheDuration":"2h","auth":{"r.lab":{"username":"u","password":"hunter2"}}}'
                """#
        )
        let plugins = try kubelet(
            """
              - name: inner
                matchImages: [r.lab]
                credentials: { exec: { command: \(folder.binDir)/inner, image: r.lab/any } }

            """,
            cache: true
        )
        let all = try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 1...8 { group.addTask { [self] in try await tries(plugins, "r.lab/\(number)") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(all == Array(repeating: ["u:hunter2"], count: 8), "\(plugins.errors)")
        #expect(await plugins.runs(of: "pullpass").count == 8)
        // A plugin is asked for each image: its answers are for images.
        let count = try String(contentsOfFile: runs, encoding: .utf8).split(separator: "\n").count
        #expect(count == 8)
    }

    /// A Pod whose token has no end.
    private static func pod(_ name: String) -> PullingPod {
        PullingPod(
            name,
            token: { audience in
                let claims =
                    #"{"aud":["\#(audience)"],"sub":"system:serviceaccount:default:default","kubernetes.io":"#
                    + #"{"pod":{"uid":"\#(name)"},"serviceaccount":{"name":"default","uid":"u"}}}"#
                return .success(
                    [#"{"alg":"RS256"}"#, claims, "signature"].map { Base64.encodeURL(Array($0.utf8)) }.joined(
                        separator: "."
                    )
                )
            }
        )
    }

    @Test func `a Pod whose token is the password has it to itself`() async throws {
        let plugins = try kubelet(
            """
              - name: own
                matchImages: [r.lab]
                credentials: { basic: { username: { value: pod }, fromPod: { audience: r.lab } } }

            """,
            more: """
                tokenAttributes:
                  serviceAccountTokenAudience: r.lab
                  cacheType: Token
                  requireServiceAccount: true
                """
        )
        let first = try await tries(plugins, "r.lab/x", for: Self.pod("one"))
        let second = try await tries(plugins, "r.lab/x", for: Self.pod("two"))
        #expect(plugins.errors.isEmpty, "\(plugins.errors)")
        #expect(first.count == 1 && first[0].hasPrefix("pod:eyJ") && second.count == 1 && first != second)
    }
}
