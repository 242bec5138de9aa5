import Configuration
import Explain
import Images
import Names
import Testing
import Text

@Suite("What the configuration says besides patterns")
struct RuleTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, namespace: team-a}
        spec: {containers: [{name: c, image: quay.io/acme/x}]}
        """

    private func explain(_ configuration: Configuration, namespaceLabels: String? = nil) -> Explanation {
        var text = Self.pod
        if let namespaceLabels {
            // Behind the Pod: the order of the input does not matter.
            text += "\n---\n{apiVersion: v1, kind: Namespace, metadata: {name: team-a, labels: \(namespaceLabels)}}"
        }
        return Explainer(configuration).explain([ManifestInput(name: "-", bytes: Array(text.utf8))])
    }

    @Test func `a registry for every Pod is shown with the Pod, not with its images`() {
        let explanation = explain(Configuration(registries: [Registry(name: "all", matchImages: [], always: true)]))
        let match = Match(registry: "all", pattern: nil, secret: "pullpass-all")
        #expect(explanation.verdicts.map(\.everyPodMatches) == [[match]])
        #expect(explanation.verdicts.map(\.secretsAdded) == [["pullpass-all"]])
        #expect(explanation.verdicts.flatMap(\.images).map(\.matches) == [[]])
        #expect(TextRenderer(style: .plain).render(explanation).contains("  always  all, which is for every Pod\n"))
    }

    @Test func `a registry for every Pod of other namespaces is not shown`() {
        let registry = Registry(
            name: "all",
            matchImages: [],
            always: true,
            namespaces: NamespaceRule(names: ["other-*"])
        )
        let explanation = explain(Configuration(registries: [registry]))
        #expect(explanation.verdicts.map(\.everyPodMatches) == [[]])
        #expect(explanation.verdicts.map(\.secretsAdded) == [[]])
    }

    @Test(
        "a namespace of the input opts in by the configured selector",
        arguments: [
            (LabelSelector.optedIn, "{pullpass.dev/inject: enabled}", true),
            (.optedIn, "{pullpass.dev/inject: \"true\"}", true),
            (.optedIn, "{pullpass.dev/inject: disabled}", false),
            (.optedIn, "{}", false),
            (LabelSelector(matchLabels: ["tier": "prod"]), "{tier: prod}", true),
            (LabelSelector(matchLabels: ["tier": "prod"]), "{pullpass.dev/inject: enabled}", false),
            (LabelSelector(), "{}", true),
        ]
    )
    func selector(selector: LabelSelector, labels: String, isSeen: Bool) {
        let registry = Registry(name: "all", matchImages: [], always: true)
        let explanation = explain(
            Configuration(registries: [registry], namespaceSelector: selector),
            namespaceLabels: labels
        )
        #expect(explanation.verdicts.map { $0.notSeen == nil } == [isSeen])
        #expect(explanation.verdicts.map(\.isChanged) == [isSeen])
        #expect(explanation.notes == [])
        #expect(explanation.conclusion == .complete)
        #expect(PatchRenderer().render(explanation).hasPrefix(isSeen ? "[{" : "[]"))
    }

    @Test(
        "a namespace has the label with its name, whatever labels the input shows of it or does not",
        arguments: [
            (LabelSelector(matchExpressions: [.init(key: ClusterNames.namespaceNameLabel, operator: .exists)]), true),
            (LabelSelector(matchExpressions: [expression(.notIn, "team-a")]), false),
            (LabelSelector(matchExpressions: [expression(.notIn, "team-b")]), true),
            (LabelSelector(matchExpressions: [expression(.isIn, "team-a")]), true),
            (LabelSelector(matchLabels: [ClusterNames.namespaceNameLabel: "team-b"]), false),
        ]
    )
    func nameLabel(selector: LabelSelector, isSeen: Bool) {
        let registry = Registry(name: "all", matchImages: [], always: true)
        let configuration = Configuration(registries: [registry], namespaceSelector: selector)
        for labels in [nil, "{}", "{kubernetes.io/metadata.name: other}"] {
            let explanation = explain(configuration, namespaceLabels: labels)
            #expect(explanation.verdicts.map { $0.notSeen == nil } == [isSeen], "\(labels ?? "not shown")")
            #expect(explanation.notes == [])
        }
    }

    private static func expression(
        _ comparison: LabelSelector.Expression.Operator,
        _ name: String
    ) -> LabelSelector.Expression {
        LabelSelector.Expression(key: ClusterNames.namespaceNameLabel, operator: comparison, values: [name])
    }

    @Test func `labels that nobody knows may still be what a selector wants beside a name`() {
        let selector = LabelSelector(
            matchLabels: ["tier": "prod"],
            matchExpressions: [Self.expression(.notIn, "team-b")]
        )
        let registry = Registry(name: "all", matchImages: [], always: true)
        let explanation = explain(Configuration(registries: [registry], namespaceSelector: selector))
        #expect(explanation.verdicts.map(\.notSeen) == [nil])
        #expect(explanation.notes.first?.contains("does not show it for team-a") == true)
    }

    @Test("a registry for the namespace of a name is for that one", arguments: ["team-a", "team-b"])
    func registryOfName(name: String) {
        var registry = Registry(name: "all", matchImages: [], always: true)
        registry.namespaces.labels = [ClusterNames.namespaceNameLabel: name]
        for labels in [nil, "{pullpass.dev/inject: enabled}"] {
            let explanation = explain(Configuration(registries: [registry]), namespaceLabels: labels)
            #expect(explanation.verdicts.map(\.secretsAdded) == [name == "team-a" ? ["pullpass-all"] : []])
            #expect(!explanation.notes.contains { $0.contains("taken as given") })
        }
    }

    @Test(arguments: [("team-a", [], "always left out"), ("pullpass", ["team-b"], "--only-namespaces")])
    func `of an installation that is known its own namespace is left out, and all that it does not look at`(
        own: String,
        only: [String],
        reason: String
    ) {
        let registry = Registry(name: "all", matchImages: [], always: true)
        let configuration = Configuration(registries: [registry], namespaceSelector: LabelSelector())
        let explainer = Explainer(configuration, ownNamespace: own, onlyNamespaces: only)
        let explanation = explainer.explain([ManifestInput(name: "-", bytes: Array(Self.pod.utf8), isLive: true)])
        #expect(explanation.verdicts.first?.notSeen?.contains(reason) == true)
        #expect(explanation.conclusion == .complete)
        #expect(
            Explainer(configuration).explain([ManifestInput(name: "-", bytes: Array(Self.pod.utf8))]).verdicts.map(
                \.notSeen
            ) == [nil]
        )
    }

    @Test(arguments: [true, false])
    func `what the webhook would tell the client is told where it is to warn`(warns: Bool) throws {
        let pattern = try ImagePattern(parsing: "quay.io/acmee/")
        var configuration = Configuration(registries: [Registry(name: "quay", matchImages: [pattern])])
        configuration.injection.warnings = warns
        let told = explain(configuration).verdicts.flatMap(\.warnings)
        #expect(told.map { $0.contains("gets no Secret of registry quay") } == (warns ? [true] : []))
        #expect(explain(configuration, namespaceLabels: "{}").verdicts.flatMap(\.warnings) == [])
    }

    @Test func `a namespace the input does not define is noted once, in the words of the selector`() {
        let selector = LabelSelector(
            matchLabels: ["tier": "prod"],
            matchExpressions: [
                .init(key: "team", operator: .isIn, values: ["a", "b"]), .init(key: "x", operator: .exists),
            ]
        )
        let explanation = explain(Configuration(registries: [], namespaceSelector: selector))
        #expect(
            explanation.notes == [
                "only namespaces are looked at that have the labels of namespaceSelector (tier=prod, team In (a, b), "
                    + "x Exists); the input does not show it for team-a"
            ]
        )
    }
}
