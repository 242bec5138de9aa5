import Configuration
import Explain
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
