import Admission
import Configuration
import Explain
import FoundationEssentials
import Images
import Providers
import Testing
import Text

@Suite("What becomes of the Secrets that a Pod has itself")
struct KeyringTests {
    /// A credential that must never be seen.
    private static let password = "team-token-s3cret"

    private static func explainer(_ patterns: [(name: String, patterns: [String])], systemNamespaces: [String] = [])
        throws -> Explainer
    {
        var configuration = Configuration(
            registries: try patterns.map { registry in
                Registry(
                    name: registry.name,
                    matchImages: try registry.patterns.map { try ImagePattern(parsing: $0) },
                    anonymousFallback: registry.patterns.contains { $0.hasPrefix("docker.io") }
                )
            }
        )
        configuration.injection.systemNamespaces = systemNamespaces
        return Explainer(configuration)
    }

    private static let hub = [(name: "dockerhub", patterns: ["docker.io"])]
    private static let team = [(name: "team", patterns: ["docker.io/team/"])]

    private static func pod(_ image: String, secrets: String = "[{name: own}]", more: String = "") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: { name: shop, namespace: team-a }
        spec: { imagePullSecrets: \(secrets), containers: [{ name: shop, image: "\(image)" }]\(more) }
        ---

        """
    }

    private static func secret(_ key: String, name: String = "own", namespace: String = "team-a") -> String {
        let content = #"{"auths":{"\#(key)":{"username":"team","password":"\#(password)"}}}"#
        let data = Data(content.utf8).base64EncodedString()
        return """
            apiVersion: v1
            kind: Secret
            type: kubernetes.io/dockerconfigjson
            metadata: { name: \(name), namespace: \(namespace) }
            data: { .dockerconfigjson: "\(data)" }
            ---

            """
    }

    private static let legacy = "https://index.docker.io/v1/"

    private static func explain(_ text: String, _ registries: [(name: String, patterns: [String])]) throws
        -> Explanation
    {
        let input = ManifestInput(name: "text.yaml", bytes: Array(text.utf8))
        let explanation = try explainer(registries).explain([input])
        for output in [TextRenderer(style: .plain).render(explanation), JSONRenderer().render(explanation)] {
            #expect(!output.contains(password) && !output.contains(Data(password.utf8).base64EncodedString()))
        }
        return explanation
    }

    @Test(
        "kubectl's Secret is still tried where the registry is docker.io, wherever the input has it",
        arguments: [
            pod("docker.io/team/private:1") + secret(legacy), secret(legacy) + pod("team/private"),
            pod("nginx") + secret("index.docker.io"),
        ]
    )
    func kept(text: String) throws {
        let explanation = try Self.explain(text, Self.hub)
        let verdict = try #require(explanation.verdicts.first)
        #expect(verdict.secretsAdded == ["pullpass-dockerhub"])
        #expect(verdict.anonymousSecret == "pullpass-anonymous")
        #expect(verdict.keyring.isEmpty)
        #expect(explanation.conclusion == .complete)
        #expect(!explanation.notes.contains { $0.contains("own") })
    }

    @Test(
        "it is said what hides kubectl's Secret, and that is a loss",
        arguments: [
            (team, pod("team/private"), "docker.io/team/ of pullpass-team"),
            ([(name: "all", patterns: ["*.io"])], pod("nginx"), "*.io of pullpass-all"),
            ([(name: "all", patterns: ["*.*"])], pod("docker.io/team/private"), "*.* of pullpass-all"),
            // The other registry does not hide it, but is there.
            (hub + team, pod("team/private"), "docker.io/team/ of pullpass-team"),
        ]
    )
    func hidden(registries: [(name: String, patterns: [String])], pod: String, by: String) throws {
        let explanation = try Self.explain(pod + Self.secret(Self.legacy), registries)
        let verdict = try #require(explanation.verdicts.first)
        let finding = try #require(verdict.keyring.first)
        #expect(finding.code == "hidden")
        #expect(finding.message.hasPrefix("own is not tried any more for docker.io/"))
        #expect(finding.message.contains(by), "\(finding.message)")
        #expect(finding.message.hasSuffix("make it with --docker-server=docker.io, or let the Pod opt out"))
        #expect(explanation.conclusion == .lacking)
        #expect(TextRenderer(style: .plain).render(explanation).contains("  beware  own is not tried any more"))
    }

    @Test func `what has nothing to do with the image is not named`() throws {
        let explanation = try Self.explain(Self.pod("other/app") + Self.secret(Self.legacy), Self.hub + Self.team)
        #expect(explanation.verdicts.first?.keyring.isEmpty == true)
        let elsewhere = Self.pod("team/private") + Self.secret(Self.legacy, namespace: "team-b")
        #expect(try Self.explain(elsewhere, Self.team).verdicts.first?.keyring.isEmpty == true)
    }

    @Test(arguments: ["docker.io", "https://docker.io", "docker.io/team/"])
    func `the price is named where a key of one's own hides ours`(key: String) throws {
        let explanation = try Self.explain(Self.pod("team/private") + Self.secret(key), Self.hub)
        let verdict = try #require(explanation.verdicts.first)
        #expect(verdict.keyring.map(\.code) == ["unused"])
        #expect(
            verdict.keyring.first?.message
                == "pullpass-dockerhub is not tried for docker.io/team/private: the kubelet looks at \(Self.legacy) only when no other key "
                + "matches, and \(key) of own does; make that one without --docker-server if both are to be tried"
        )
        #expect(explanation.conclusion == .complete)
    }

    @Test func `a Secret that the kubelet cannot decode is named, without what is in it`() throws {
        let broken = """
            { apiVersion: v1, kind: Secret, type: kubernetes.io/dockerconfigjson, metadata: { name: own, namespace: team-a },
              stringData: { .dockerconfigjson: '{"auths":{"ghcr.io":{"auth":"\(Self.password)"}}}' } }
            """
        let verdict = try #require(try Self.explain(Self.pod("nginx") + broken, Self.hub).verdicts.first)
        #expect(verdict.keyring.map(\.code) == ["broken"])
        #expect(verdict.keyring.first?.message.hasPrefix("own stops every pull of the Pod") == true)
    }

    @Test func `the list of a ServiceAccount counts as the Pod's own`() throws {
        let account =
            "{ apiVersion: v1, kind: ServiceAccount, metadata: { name: builder, namespace: team-a }, imagePullSecrets: [{ name: own }] }\n---\n"
        let pod = Self.pod("team/private", secrets: "[]", more: ", serviceAccountName: builder")
        let verdict = try #require(try Self.explain(account + pod + Self.secret(Self.legacy), Self.team).verdicts.first)
        #expect(verdict.keyring.map(\.code) == ["hidden"])
        let other = Self.pod("team/private", secrets: "[{name: public}]", more: ", serviceAccountName: builder")
        #expect(
            try Self.explain(account + other + Self.secret(Self.legacy), Self.team).verdicts.first?.keyring.isEmpty
                == true
        )
    }

    private static func account(_ name: String, _ secrets: [String]) -> String {
        let list = secrets.map { "{ name: \($0) }" }.joined(separator: ", ")
        let metadata = "metadata: { name: \(name), namespace: team-a }"
        return "{ apiVersion: v1, kind: ServiceAccount, \(metadata), imagePullSecrets: [\(list)] }\n---\n"
    }

    @Test(
        "a Pod without a list is explained with that of its ServiceAccount, as the API server sends it to the webhook"
    )
    func inherited() throws {
        let spec = "{ serviceAccountName: builder, containers: [{ name: c, image: nginx }] }"
        let metadata = "metadata: { name: x, namespace: team-a }"
        let inputs = [
            ("default", Self.pod("nginx", secrets: "[]")),
            ("builder", "{ apiVersion: v1, kind: Pod, \(metadata), spec: \(spec) }\n---\n"),
            (
                "builder",
                "{ apiVersion: apps/v1, kind: Deployment, \(metadata), spec: { template: { spec: \(spec) } } }\n---\n"
            ),
            (
                "builder",
                "{ apiVersion: example.com/v1, kind: X, \(metadata), spec: { template: { spec: \(spec) } } }\n---\n"
            ),
        ]
        for (account, pod) in inputs {
            let all = ["own", "pullpass-dockerhub", "pullpass-anonymous"]
            for text in [Self.account(account, all) + pod, pod + Self.account(account, all)] {
                let served = try Self.explain(text, Self.hub)
                #expect(served.verdicts.map(\.outcome) == [.unchanged(.alreadyPresent)])
                #expect(served.verdicts.map(\.secretsPresent) == [all])
                #expect(PatchRenderer().render(served) == "[]\n")
                #expect(DiffRenderer(style: .plain).render(served) == "")
            }
            let adding = try Self.explain(Self.account(account, ["own"]) + pod, Self.hub)
            let patch = PatchRenderer().render(adding)
            #expect(patch.contains("/spec/imagePullSecrets/-") && !patch.contains(#""/spec/imagePullSecrets""#))
            let diff = DiffRenderer(style: .plain).render(adding)
            #expect(diff.contains("  imagePullSecrets:\n  - name: own\n+ - name: pullpass-dockerhub"), "\(diff)")
        }
    }

    @Test func `a Pod that is there keeps its own list, whatever its ServiceAccount has by now`() throws {
        var options = ExplainOptions()
        options.secrets = [ManifestInput(name: "accounts", bytes: Array(Self.account("default", ["own"]).utf8))]
        let pod = ManifestInput(name: "pod", bytes: Array(Self.pod("nginx", secrets: "[]").utf8), isLive: true)
        let verdict = try #require(try Self.explainer(Self.hub).explain([pod], options).verdicts.first)
        #expect(verdict.secretsPresent == [] && verdict.secretsAdded == ["pullpass-dockerhub"])
    }

    @Test(
        "of a Secret that the input does not show it is said what it must not be",
        arguments: [
            (
                team, "team/private",
                "a Secret that kubectl made for Docker Hub (key https://index.docker.io/v1/) is not tried for images of docker.io/team/"
            ),
            (
                [(name: "all", patterns: ["*.io"])], "nginx",
                "is not tried for images of *.io in a Pod that gets pullpass-all"
            ),
            (
                hub, "nginx",
                "if own, which the input does not show, has the key docker.io, the kubelet tries it alone and not pullpass-dockerhub"
            ),
        ]
    )
    func unseen(registries: [(name: String, patterns: [String])], image: String, note: String) throws {
        let explanation = try Self.explain(Self.pod(image), registries)
        #expect(explanation.verdicts.first?.keyring.isEmpty == true)
        #expect(explanation.notes.contains { $0.contains(note) }, "\(explanation.notes)")
        #expect(explanation.conclusion == .complete)
    }

    @Test(arguments: ["ghcr.io/a/b", "registry.k8s.io/pause"])
    func `nothing is said of Docker Hub to a Pod that takes nothing from there`(image: String) throws {
        let registries = Self.hub + [(name: "ghcr", patterns: ["ghcr.io"])]
        let notes = try Self.explain(Self.pod(image), registries).notes
        #expect(!notes.contains { $0.contains("own") })
    }

    @Test func `people read that the anonymous try comes last, and where it comes from`() throws {
        func gets(_ secrets: String, _ image: String = "nginx") throws -> String {
            let explanation = try Self.explain(
                Self.pod(image, secrets: secrets),
                Self.hub + [(name: "ghcr", patterns: ["ghcr.io"])]
            )
            let lines = TextRenderer(style: .plain).render(explanation).split(separator: "\n")
            return lines.first { $0.hasPrefix("  gets") || $0.hasPrefix("  as is") }.map(String.init) ?? ""
        }
        #expect(try gets("[]") == "  gets    pullpass-dockerhub, then anonymously through pullpass-anonymous")
        #expect(try gets("[]", "ghcr.io/a/b") == "  gets    pullpass-ghcr")
        #expect(
            try gets("[{name: pullpass-dockerhub}]")
                == "  gets    no other Secret, then anonymously through pullpass-anonymous"
        )
        #expect(
            try gets("[{name: pullpass-anonymous}, {name: x}]")
                == "  gets    pullpass-dockerhub, then anonymously through pullpass-anonymous, which goes to the end"
        )
        #expect(
            try gets("[{name: pullpass-dockerhub}, {name: pullpass-anonymous}]")
                == "  as is   the Pod has what it needs"
        )
    }

    @Test func `a namespace of the system that is let in is like any other`() throws {
        let text =
            "apiVersion: v1\nkind: Pod\nmetadata: { name: x, namespace: kube-system }\nspec: { containers: [{ image: nginx }] }\n"
        let input = ManifestInput(name: "x", bytes: Array(text.utf8))
        #expect(try Self.explainer(Self.hub).explain([input]).verdicts.first?.notSeen != nil)
        let explanation = try Self.explainer(Self.hub, systemNamespaces: ["kube-system"]).explain([input])
        #expect(explanation.verdicts.first?.notSeen == nil)
        #expect(explanation.notes.first?.contains("does not show it for kube-system") == true)
    }

    @Test func `what only the kubelet reads is remarked once for a registry that matched`() throws {
        let registries = [(name: "a", patterns: ["ghcr.io/team/"]), (name: "b", patterns: ["*.example.com"])]
        let notes = try Self.explain(Self.pod("ghcr.io/team/x"), registries).notes
        #expect(notes.count { $0.contains("only the kubelet reads a key with a path or a *") } == 1)
        #expect(notes.contains { $0.hasPrefix("registry a: only the kubelet reads") })
    }
}
