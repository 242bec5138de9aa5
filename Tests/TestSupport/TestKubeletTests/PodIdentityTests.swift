import FoundationEssentials
import TestKubelet
import TestSupport
import Testing

/// Plugins with `tokenAttributes`.
@Suite struct PodIdentityTests {
    static let role = ["kt.dev/role": "pull", "kt.dev/opt": "o", "other.dev/x": "1"]

    struct Stage: Sendable {
        let folder: PluginFolder
        let plugins: CredentialProviderPlugins
        var kubelet: KubeletPulls { KubeletPulls(plugins: plugins) }
        var request: String { (try? String(contentsOfFile: folder.directory.path("seen"), encoding: .utf8)) ?? "" }

        init(cacheType: String = "ServiceAccount", requires: Bool = true, echo: Bool = false) throws {
            folder = try PluginFolder()
            let answer = PluginAnswerTests.answer(PluginAnswerTests.plug, key: "Registry", duration: #""10m""#)
            let seen = folder.directory.path("seen")
            // What stands in the request as the token is the password of the echo.
            let edit = echo ? #"sed "s/\"p\"/\"$(sed 's/.*Token":"\([^"]*\)".*/\1/' '\#(seen)')\"/""# : "cat"
            try folder.add("rec1", script: "cat > '\(seen)'; echo '\(answer)' | \(edit)")
            let keys = requires ? "\n  requiredServiceAccountAnnotationKeys: [kt.dev/role]" : ""
            let attributes = """
                tokenAttributes:
                  serviceAccountTokenAudience: kt-aud
                  cacheType: \(cacheType)
                  requireServiceAccount: \(requires)
                  optionalServiceAccountAnnotationKeys: [kt.dev/opt]\(keys)
                """
            let start = try folder.start(PluginFolder.configuration(PluginFolder.provider("rec1", more: attributes)))
            plugins = CredentialProviderPlugins(start, clock: KubeletClock(HandClock()))
        }
    }

    private func pod(_ name: String, account: String = "role") -> PullingPod {
        PullingPod(name, namespace: "kt-b4", serviceAccount: .init(account, annotations: Self.role))
    }

    @Test("The request brings a token for the audience, and the annotations that are named, in order")
    func request() async throws {
        let stage = try Stage()
        var pod = pod("p")
        pod.token = { .success("token-for-\($0)") }
        #expect(try await stage.kubelet.tries(pulling: "fake.lab/a", for: pod).map(\.description) == ["plug:p"])
        #expect(
            stage.request
                == #"{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","#
                + #""image":"fake.lab/a","serviceAccountToken":"token-for-kt-aud","#
                + #""serviceAccountAnnotations":{"kt.dev/opt":"o","kt.dev/role":"pull"}}"# + "\n"
        )
    }

    @Test(
        "Without an annotation that is named there is no member for them; a Pod without ServiceAccount has no token either"
    )
    func absent() async throws {
        let stage = try Stage(requires: false)
        var pod = PullingPod("p", serviceAccount: .init("plain"))
        pod.token = { _ in .success("t") }
        _ = try await stage.kubelet.tries(pulling: "fake.lab/a", for: pod)
        #expect(stage.request.hasSuffix(#""image":"fake.lab/a","serviceAccountToken":"t"}"# + "\n"))
        _ = try await stage.kubelet.tries(pulling: "fake.lab/b", for: PullingPod("static", serviceAccount: nil))
        #expect(stage.request.hasSuffix(#""image":"fake.lab/b"}"# + "\n"))
    }

    @Test("Without a required annotation, or a ServiceAccount, the plugin is not run, and nothing says so")
    func required() async throws {
        let stage = try Stage()
        for account in [PullingPod.ServiceAccount("plain"), nil] {
            let tries = try await stage.kubelet.tries(
                pulling: "fake.lab/a",
                for: PullingPod("p", serviceAccount: account)
            )
            #expect(tries == [.anonymous])
        }
        #expect(await stage.plugins.runs(of: "rec1").isEmpty)
        #expect(stage.plugins.errors.isEmpty)
    }

    @Test("A node that may not ask for tokens of that audience runs nothing")
    func refused() async throws {
        let stage = try Stage()
        var pod = pod("p")
        let words =
            #"serviceaccounts "role" is forbidden: audience "kt-aud" not found in pod spec volume, "#
            + "system:node:lab-node is not authorized to request tokens for this audience"
        pod.token = { _ in .failure(PullingPod.TokenRefusal(words)) }
        #expect(try await stage.kubelet.tries(pulling: "fake.lab/a", for: pod) == [.anonymous])
        #expect(stage.plugins.errors == ["failed to get service account token: failed to fetch token: \(words)"])
        #expect(await stage.plugins.runs(of: "rec1").isEmpty)
    }

    @Test(
        "cacheType ServiceAccount serves another Pod of the same ServiceAccount, Token none",
        arguments: [("ServiceAccount", 2), ("Token", 3)]
    )
    func caches(_ type: String, _ runs: Int) async throws {
        let stage = try Stage(cacheType: type)
        for pod in [pod("one"), pod("one"), pod("two"), pod("three", account: "other")] {
            #expect(try await stage.kubelet.tries(pulling: "fake.lab/a", for: pod).map(\.description) == ["plug:p"])
        }
        #expect(await stage.plugins.runs(of: "rec1").count == runs)
    }

    @Test(
        "The token as the password is taken under cacheType Token, and refused under ServiceAccount",
        arguments: [true, false]
    )
    func echo(isToken: Bool) async throws {
        let stage = try Stage(cacheType: isToken ? "Token" : "ServiceAccount", echo: true)
        var pod = pod("p")
        pod.token = { _ in .success("header.claims.signature") }
        let tries = try await stage.kubelet.tries(pulling: "fake.lab/a", for: pod)
        #expect(tries.map(\.description) == (isToken ? ["plug:header.claims.signature"] : ["ANON"]))
        let words =
            "credential provider plugin returned the service account token as the password which is not allowed when "
            + "service account cache type is not set to 'Token'"
        #expect(stage.plugins.errors == (isToken ? [] : [words]))
    }

    @Test("A token that is made up looks like the recorded ones")
    func token() throws {
        let token = try pod("p").token("kt-aud").get()
        #expect(token.split(separator: ".").count == 3)
        #expect((700...1200).contains(token.utf8.count))
        #expect(try token != pod("q").token("kt-aud").get())
    }
}
