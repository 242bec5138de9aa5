import Causes
import Configuration
import Explain
import FoundationEssentials
import Images
import Providers
import Testing
import Text

@Suite("What is known beside manifests")
struct ExistingTests {
    private static let password = "team-token-s3cret"

    private static func configuration(labels: [String: String] = [:]) throws -> Configuration {
        Configuration(
            registries: [
                Registry(
                    name: "ecr",
                    matchImages: [try ImagePattern(parsing: "ecr.example.com")],
                    namespaces: NamespaceRule(labels: labels),
                    imagePullPolicy: .always
                )
            ]
        )
    }

    private static func pod(_ more: String = "", spec: String = "", image: String = "ecr.example.com/a:1") -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: { name: web-1, namespace: team-a\(more) }
        spec: { containers: [{ name: app, image: "\(image)" }]\(spec) }
        ---

        """
    }

    private static func explain(
        _ text: String,
        isLive: Bool = false,
        labels: [String: String] = [:],
        given: [String: String] = [:],
        secrets: String = ""
    ) throws -> Explanation {
        var options = ExplainOptions()
        options.namespaceLabels = given
        options.secrets = secrets.isEmpty ? [] : [ManifestInput(name: "secrets.yaml", bytes: Array(secrets.utf8))]
        return Explainer(try configuration(labels: labels)).explain(
            [ManifestInput(name: "in.yaml", bytes: Array(text.utf8), isLive: isLive)],
            options
        )
    }

    private static let owner = ", ownerReferences: [{ kind: ReplicaSet, name: web, controller: true }]"

    @Test(
        "A Pod that is there and lacks its Secret does not change, and is told with how it is made again",
        arguments: [
            ("", "delete", "| kubectl replace --force -f -"), (owner, "", "kubectl -n team-a delete pod web-1"),
        ]
    )
    func lacks(metadata: String, _: String, command: String) throws {
        let given = ["pullpass.dev/inject": "enabled"]
        let explanation = try Self.explain(Self.pod(metadata), isLive: true, given: given)
        let verdict = try #require(explanation.verdicts.first)
        #expect(verdict.isLacking && !verdict.isChanged && explanation.conclusion == .lacking)
        #expect(verdict.lack?.code == "made-before")
        #expect(verdict.remedy?.command?.hasSuffix(command) == true, "\(verdict.remedy as Any)")
        let text = TextRenderer(style: .plain).render(explanation)
        #expect(text.contains("lacks   pullpass-ecr") && text.contains(command), "\(text)")
        #expect(text.contains("registry ecr is for its image ecr.example.com/a:1"), "\(text)")
        #expect(PatchRenderer().render(explanation) == "[]\n")
        let json = JSONRenderer().render(explanation)
        #expect(json.contains(#""code": "made-before""#) || json.contains(#""code":"made-before""#), "\(json)")
    }

    @Test(
        "No Pod is made again for labels of its namespace that nobody knows",
        arguments: [[:], ["tier": "prod"]]
    )
    func unknown(wanted: [String: String]) throws {
        let explanation = try Self.explain(Self.pod(), isLive: true, labels: wanted)
        let verdict = try #require(explanation.verdicts.first)
        #expect(verdict.isLacking && verdict.lack?.code == "namespace-not-seen")
        #expect(verdict.remedy?.command == "kubectl get namespace team-a --show-labels")
        #expect(!TextRenderer(style: .plain).render(explanation).contains("replace --force"))
    }

    @Test(
        "A Pod that is there and needs nothing is right",
        arguments: [
            pod(spec: ", imagePullSecrets: [{ name: pullpass-ecr }]"), pod(image: "nginx"),
            pod(", labels: { pullpass.dev/inject: disabled }"),
            pod().replacing("\n---\n", with: "\nstatus: { phase: Succeeded }\n---\n"),
        ]
    )
    func right(text: String) throws {
        let explanation = try Self.explain(text, isLive: true)
        #expect(explanation.conclusion == .complete, "\(TextRenderer(style: .plain).render(explanation))")
        #expect(explanation.verdicts.first?.lack == nil)
    }

    @Test func `the same manifest that is yet to be made is changed`() throws {
        let explanation = try Self.explain(Self.pod())
        #expect(explanation.conclusion == .complete && explanation.verdicts.first?.isChanged == true)
        #expect(!JSONRenderer().render(explanation).contains("exists"))
    }

    @Test(
        "Labels that are told of decide as those of a Namespace in the input do",
        arguments: [
            (["pullpass.dev/inject": "enabled"], [:], true, ""),
            (
                ["pullpass.dev/inject": "disabled"], [:], false,
                "the labels that were told of team-a are without the label pullpass.dev/inject: enabled"
            ),
            (["pullpass.dev/inject": "enabled", "tier": "prod"], ["tier": "prod"], true, ""),
            (
                ["pullpass.dev/inject": "enabled"], ["tier": "prod"], false,
                "the registry is only for namespaces labelled tier=prod, and team-a is not"
            ),
        ] as [([String: String], [String: String], Bool, String)]
    )
    func labels(given: [String: String], wanted: [String: String], isChanged: Bool, words: String) throws {
        let explanation = try Self.explain(Self.pod(), labels: wanted, given: given)
        let text = TextRenderer(style: .plain).render(explanation)
        #expect(explanation.verdicts.first?.isChanged == isChanged, "\(text)")
        #expect(text.contains(words), "\(text)")
        // What is known is not taken as given.
        #expect(!text.contains("taken as given") && !text.contains("does not show it"), "\(text)")
        let labels = given.map { "\($0.key): \"\($0.value)\"" }.joined(separator: ", ")
        let namespace = "apiVersion: v1\nkind: Namespace\nmetadata: { name: team-a, labels: { \(labels) } }\n---\n"
        let shown = try Self.explain(namespace + Self.pod(), labels: wanted)
        #expect(shown.verdicts.first?.isChanged == isChanged)
    }

    @Test func `what is not known is taken as given, and said`() throws {
        let explanation = try Self.explain(Self.pod(), labels: ["tier": "prod"])
        #expect(
            explanation.notes.contains { $0.contains("only for namespaces labelled tier=prod; that is taken as given") }
        )
    }

    @Test func `files with Secrets are known, are not explained, and nothing in them is shown`() throws {
        let content = #"{"auths":{"https://index.docker.io/v1/":{"username":"team","password":"\#(Self.password)"}}}"#
        let secret = """
            apiVersion: v1
            kind: Secret
            type: kubernetes.io/dockerconfigjson
            metadata: { name: own, namespace: team-a }
            data: { .dockerconfigjson: "\(Data(content.utf8).base64EncodedString())" }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: not-looked-at, namespace: team-a }
            spec: { containers: [{ name: a, image: "\(Self.password)" }] }
            ---
            stringData: { a: b, a: \(Self.password), \(Self.password): [
            """
        let explanation = try Self.explain(
            Self.pod(spec: ", imagePullSecrets: [{ name: own }]"),
            secrets: secret
        )
        #expect(explanation.verdicts.map(\.name) == ["web-1"] && explanation.otherObjects.isEmpty)
        let problem = try #require(explanation.problems.first)
        #expect("\(problem)".hasPrefix("secrets.yaml:"))
        for text in [
            TextRenderer(style: .plain).render(explanation), JSONRenderer().render(explanation),
            explanation.problems.map { "\($0)" }.joined(),
        ] {
            #expect(!text.contains(Self.password), "\(text)")
        }
    }

    @Test func `the diff shows what changes in a Pod's spec and nothing of those that stay`() throws {
        let explanation = try Self.explain(
            Self.pod(spec: ", imagePullSecrets: [{ name: own }]") + Self.pod(image: "nginx")
        )
        #expect(
            DiffRenderer(style: .plain).render(explanation) == """
                --- Pod team-a/web-1  in.yaml:1
                +++ Pod team-a/web-1  as its Pods are made
                @@ spec of the Pod @@
                  imagePullSecrets:
                  - name: own
                + - name: pullpass-ecr
                  containers:
                  - name: app
                +   imagePullPolicy: Always

                """
        )
        let hostile = try Self.explain(
            Self.pod(spec: #", imagePullSecrets: [{ name: "\u001b[31mred" }]"#)
        )
        #expect(!DiffRenderer(style: .plain).render(hostile).contains("\u{1B}"))
    }
}
