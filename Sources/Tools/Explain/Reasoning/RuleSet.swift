internal import Admission
internal import Images

/// The rules, ready for asking admission about whole Pods and patterns about single images.
struct RuleSet: Sendable {
    let rules: [InjectionRule]
    let admission: AdmissionRules
    /// The same rules, each for every Pod: what they answer is which rules are for a namespace.
    private let namespaceProbe: AdmissionRules

    init(_ rules: [InjectionRule]) {
        self.rules = rules
        admission = AdmissionRules(rules)
        namespaceProbe = AdmissionRules(
            rules.map { rule in
                InjectionRule(
                    name: rule.name,
                    secretName: rule.secretName,
                    patterns: [],
                    matchesEveryPod: true,
                    namespaceNames: rule.namespaceNames,
                    forcesAlwaysPull: false
                )
            }
        )
    }

    /// The indices of the rules that are for a namespace: admission's own word, so that there is no second reading of globs.
    func indices(forNamespace namespace: String) -> RegistrySet {
        let pod = PodReview(metadata: nil, spec: PodReview.emptySpec, namespace: namespace)
        return namespaceProbe.answer(toReview: pod.bytes.span).registries
    }
}
