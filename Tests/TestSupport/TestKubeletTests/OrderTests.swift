import Images
import TestKubelet
import TestSupport
import Testing

/// “Order” of what was recorded, and the keyrings of B2.
@Suite struct OrderTests {
    static let legacy = "https://index.docker.io/v1/"

    private func config(_ entries: (String, String)...) -> DockerConfig {
        DockerConfig(
            entries: entries.map { key, user in
                DockerConfig.Entry(
                    registry: key,
                    credential: DockerCredential(username: user, password: user.isEmpty ? "" : "x")
                )
            }
        )
    }

    private func auth(_ entries: (String, String)...) -> String {
        let members = entries.map { #""\#($0)":{"username":"\#($1)","password":"x"}"# }
        return PluginAnswerTests.answer("{\(members.joined(separator: ","))}")
    }

    private func node(_ directory: TemporaryDirectory, _ text: String) throws -> KubeletDockerConfig {
        try directory.write("config.json", text)
        return KubeletDockerConfig(
            rootDir: directory.path,
            workingDirectory: directory.path("none"),
            home: directory.path("none"),
            system: directory.path("none")
        )
    }

    @Test("Pod Secrets come first, then config.json, then plugins")
    func order() async throws {
        let folder = try PluginFolder()
        try folder.add("rec1", printing: auth(("fake.lab", "plug")))
        let start = try folder.start(PluginFolder.configuration(PluginFolder.provider("rec1")))
        let kubelet = KubeletPulls(
            dockerConfig: try node(folder.directory, #"{"auths":{"fake.lab":{"username":"node","password":"nd"}}}"#),
            plugins: CredentialProviderPlugins(start)
        )
        let pod = PullingPod(secrets: [config(("fake.lab", "ghost"))])
        #expect(
            try await kubelet.tries(pulling: "fake.lab/a", for: pod).map(\.description) == [
                "ghost:x", "node:nd", "plug:x",
            ]
        )
        // An empty entry of a Pod's Secret is tried before what the node has.
        let anonymous = PullingPod(secrets: [config(("fake.lab", ""))])
        #expect(
            try await kubelet.tries(pulling: "fake.lab/a", for: anonymous).map(\.description) == [
                "ANON", "node:nd", "plug:x",
            ]
        )
    }

    @Test("Nothing on the node hides a Pod's legacy key of Docker Hub")
    func dockerHub() async throws {
        let folder = try PluginFolder()
        try folder.add("rec1", printing: auth(("docker.io", "plug")))
        let start = try folder.start(PluginFolder.configuration(PluginFolder.provider("rec1", images: "[docker.io]")))
        let kubelet = KubeletPulls(
            dockerConfig: try node(folder.directory, #"{"auths":{"docker.io":{"username":"node","password":"nd"}}}"#),
            plugins: CredentialProviderPlugins(start)
        )
        let pod = PullingPod(secrets: [config((Self.legacy, "team"))])
        #expect(
            try await kubelet.tries(pulling: "team/app", for: pod).map(\.description) == [
                "team:x", "node:nd", "plug:x",
            ]
        )
    }

    @Test("Providers are one keyring: sorted by key over all, the same key in the order of the configuration")
    func providers() async throws {
        let folder = try PluginFolder()
        try folder.add("rec1", printing: auth(("fake.lab", "plug")))
        try folder.add("rec2", printing: auth(("fake.lab", "second"), ("fake.lab/team", "longer")))
        let start = try folder.start(
            PluginFolder.configuration(PluginFolder.provider("rec1"), PluginFolder.provider("rec2"))
        )
        let kubelet = KubeletPulls(plugins: CredentialProviderPlugins(start))
        #expect(try await kubelet.tries(pulling: "fake.lab/a").map(\.description) == ["plug:x", "second:x"])
        #expect(
            try await kubelet.tries(pulling: "fake.lab/team/a").map(\.description) == [
                "longer:x", "plug:x", "second:x",
            ]
        )
    }

    @Test("A provider is asked for images of its matchImages only, and without a credential the pull is anonymous")
    func matching() async throws {
        let folder = try PluginFolder()
        try folder.add("rec1", printing: auth(("fake.lab", "plug")))
        let start = try folder.start(
            PluginFolder.configuration(PluginFolder.provider("rec1", images: #"["fake.lab/team"]"#))
        )
        let plugins = CredentialProviderPlugins(start)
        #expect(try await KubeletPulls(plugins: plugins).tries(pulling: "fake.lab/other") == [.anonymous])
        #expect(await plugins.runs(of: "rec1").isEmpty)
        #expect(try await KubeletPulls().tries(pulling: "nginx") == [.anonymous])
    }
}
