internal import Admission
internal import Images

/// The rules, ready for asking admission about whole Pods and patterns about single images.
struct RuleSet: Sendable {
    let rules: [InjectionRule]
    let admission: AdmissionRules
    /// The Secret of the anonymous try.
    let anonymousSecret: String?
    /// What whoever creates a Pod is told beside.
    private let notices: AdmissionNotices
    /// The same rules, each for every Pod: what they answer is which rules are for a namespace.
    private let namespaceProbe: AdmissionRules
    /// The labels that keep rules from a namespace, by their index.
    private(set) var unfit: [Int: [String]] = [:]

    /// The same rules for a namespace whose labels keep some of them from it.
    func without(_ unfit: [Int: [String]]) -> RuleSet {
        guard !unfit.isEmpty else { return self }
        let marked = rules.enumerated().map { index, rule -> InjectionRule in
            guard unfit[index] != nil else { return rule }
            return InjectionRule(
                name: rule.name,
                secretName: rule.secretName,
                patterns: rule.patterns,
                matchesEveryPod: rule.matchesEveryPod,
                // No namespace has such a name.
                namespaceNames: ["/"],
                forcesAlwaysPull: rule.forcesAlwaysPull,
                allowsAnonymous: rule.allowsAnonymous
            )
        }
        var set = RuleSet(marked, anonymousSecret: anonymousSecret, notices: notices)
        set.unfit = unfit
        return set
    }

    init(_ rules: [InjectionRule], anonymousSecret: String?, notices: AdmissionNotices = AdmissionNotices()) {
        self.rules = rules
        self.anonymousSecret = anonymousSecret
        self.notices = notices
        admission = AdmissionRules(rules, anonymousSecret: anonymousSecret, notices: notices)
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
