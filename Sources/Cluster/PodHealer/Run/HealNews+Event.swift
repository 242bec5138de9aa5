internal import Causes
internal import Kubernetes
internal import SecretKeeper
internal import Text

/// What words need that no finding has.
struct HealContext: Sendable {
    /// Pullpass' own namespace.
    let home: String
    /// Whether it is known that a Pod made now is given its Secrets; nil where nobody looks.
    var isInjecting: Bool?
    /// Whether Pods are evicted.
    var evicts = false
    /// What was said of the registries' credentials.
    var trials: [String: TrialState] = [:]
}

extension HealTelling {
    /// The Event on the Pod.
    func event(_ context: HealContext) -> EventManifest {
        let cause = cause(context)
        var message = "\(finding.image): \(cause.words). Next: \(next(cause, context))"
        if let command = cause.step.command, !leavesToUs(context) { message += " (\(command))" }
        return EventManifest(
            regarding: finding.reference,
            kind: news.isNormal ? .normal : .warning,
            reason: news.reason,
            message: Printable.fitted(message, bytes: 1024)
        )
    }

    private func leavesToUs(_ context: HealContext) -> Bool {
        news == .missed && context.evicts && finding.isPending && finding.owner?.makesPodsAgain == true
    }

    private func next(_ cause: Cause, _ context: HealContext) -> String {
        if news == .denied {
            return cause.step.words + ", or correct the image: registries say the same of one that is not there"
        }
        guard news == .missed else { return cause.step.words }
        if leavesToUs(context) {
            return "Pullpass evicts it in its turn, once it is known that the webhook is asked"
        }
        switch finding.owner {
        case nil: return "delete the Pod and create it again"
        case let owner? where owner.makesPodsAgain: return "delete the Pod, and its \(owner.kind) makes it again"
        case let owner?: return "have \(Printable.line(owner.kind, limit: 63)) \(Printable.text(owner.name)) run again"
        }
    }

    /// What is wrong, in the words that all parts of Pullpass have for it.
    func cause(_ context: HealContext) -> Cause {
        var values: [Cause.Slot: String] = [
            .namespace: finding.pod.namespace, .pod: finding.pod.name, .image: finding.image, .secret: finding.secret,
            .registry: finding.registries.first ?? "", .home: context.home,
            .object: finding.owner.map { "\($0.kind) \($0.name)" } ?? "its owner",
        ]
        switch news {
        case .missed:
            values[.detail] =
                context.isInjecting == false
                ? "the webhook was not asked, and is not known to be asked now"
                : "it is older than the label of its namespace, or was made while the webhook was away"
            return Cause(.madeBefore, values)
        case .misplaced:
            values[.detail] = "pullpass status says more of it"
            return Cause(Self.kinds[finding.lack] ?? .copyWaiting, values)
        case .refreshed, .refused:
            let reasons = finding.registries.compactMap { registry -> (String, String)? in
                guard case .refused(let reason, _)? = context.trials[registry]?.result else { return nil }
                return (registry, reason)
            }
            if let (registry, reason) = reasons.first {
                values[.registry] = registry
                values[.detail] = reason
            }
            return Cause(news == .refused ? .credentialRefused : .credentialRefreshed, values)
        case .denied:
            values[.host] = String(finding.image.prefix { $0 != "/" })
            values[.key] = "registry \(finding.registries.first ?? "")"
            return Cause(.accessDenied, values)
        case .recreated: return Cause(.podRecreated, values)
        case .wouldRecreate: return Cause(.podWouldBeRecreated, values)
        case .useless: return Cause(.recreationUseless, values)
        }
    }

    /// Why a Secret is missing, by the names of the metric.
    private static let kinds: [String: Cause.Kind] = [
        "waiting": .copyWaiting, "no_credential": .copyNoCredential, "forbidden": .copyForbidden, "quota": .copyQuota,
        "refused": .copyRefused, "undone": .copyUndone, "foreign": .copyForeign, "outdated": .copyOutdated,
    ]
}

extension HealNews {
    /// What each is called, and whether nobody has to do anything.
    private static let events: [HealNews: (reason: String, isNormal: Bool)] = [
        .missed: (reason: "PullSecretNotNamed", isNormal: false),
        .misplaced: (reason: "PullSecretMissing", isNormal: false),
        .refreshed: (reason: "PullCredentialRefreshed", isNormal: true),
        .refused: (reason: "PullCredentialRefused", isNormal: false),
        .denied: (reason: "PullAccessDenied", isNormal: false),
        .recreated: (reason: "PodRecreated", isNormal: true),
        .wouldRecreate: (reason: "PodWouldBeRecreated", isNormal: true),
        .useless: (reason: "RecreationUseless", isNormal: false),
    ]

    /// The Event's reason.
    var reason: String { Self.events[self]?.reason ?? "\(self)" }

    /// Whether nobody has to do anything.
    var isNormal: Bool { Self.events[self]?.isNormal ?? false }
}
