package import Images

/// One registry of the configuration as admission sees it: which Pods get the name of which Secret.
package struct InjectionRule: Sendable, Hashable {
    /// The registry's name in the configuration, for logs and metrics.
    package let name: String
    /// The Secret whose name is added to `imagePullSecrets`; two rules may share one.
    package let secretName: String
    /// The images that need the Secret; a Pod needs it when any one of its images matches any one of these.
    package let patterns: [ImagePattern]
    /// Whether every Pod of the selected namespaces gets the Secret, whatever its images are.
    package let matchesEveryPod: Bool
    /// The namespaces the rule is for, where `*` stands for any run of characters; empty means all of them.
    package let namespaceNames: [String]
    /// Whether containers and image volumes whose image matches ``patterns`` are made to pull always.
    ///
    /// A rule that is for every Pod still forces only the images that match its patterns.
    package let forcesAlwaysPull: Bool
    /// Whether the kubelet may pull anonymously after the Secret's credential was refused, see ``AdmissionRules/init(_:anonymousSecret:)``.
    package let allowsAnonymous: Bool

    /// Makes a rule; the values are taken as they are, checking them is the configuration's task.
    package init(
        name: String,
        secretName: String,
        patterns: [ImagePattern],
        matchesEveryPod: Bool = false,
        namespaceNames: [String] = [],
        forcesAlwaysPull: Bool = false,
        allowsAnonymous: Bool = false
    ) {
        self.name = name
        self.secretName = secretName
        self.patterns = patterns
        self.matchesEveryPod = matchesEveryPod
        self.namespaceNames = namespaceNames
        self.forcesAlwaysPull = forcesAlwaysPull
        self.allowsAnonymous = allowsAnonymous
    }
}
