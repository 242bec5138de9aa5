package import Configuration
package import Kubernetes
internal import SecretKeeper
package import Status
internal import Text

/// One look at the Pods that cannot pull, for somebody who asks: the healer's own judgement, and nothing is told or changed.
package struct PodSurvey: Sendable {
    /// The pages of a look: whoever asks waits for it.
    private static let mostPages = 20

    private let rules: HealRules
    private let client: KubernetesClient
    private let onlyNamespaces: [String]

    /// Makes one.
    ///
    /// - Parameters:
    ///   - configuration: whose registries count, whether or not it says `heal`.
    ///   - client: its loop is the one that the look runs on.
    ///   - onlyNamespaces: the only namespaces to look at; empty for all.
    package init(_ configuration: Configuration, client: KubernetesClient, onlyNamespaces: [String]) {
        rules = HealRules(configuration)
        self.client = client
        self.onlyNamespaces = onlyNamespaces
    }

    /// Looks at the Pods that have not begun to run; on the loop.
    ///
    /// - Parameter desk: knows which Secrets are where.
    /// - Returns: those that cannot pull, nil where none could be looked at, and what the API server said instead of showing some.
    package func look(_ desk: any CredentialDesk) async -> (pods: StuckPods?, unread: [KubernetesError]) {
        let looks = PodLooks(client: client, pages: Self.mostPages, worksOnLoop: false)
        var found: [PodStatus] = []
        var further = 0
        var isWhole = true
        var unread: [KubernetesError] = []
        let namespaces: [String?] = onlyNamespaces.isEmpty ? [nil] : onlyNamespaces
        for namespace in namespaces {
            let outcome = await looks.read(
                HealPlan.Place(isPending: true, namespace: namespace),
                goesOn: { !Task.isCancelled }
            ) { pods in
                for pod in pods {
                    guard let finding = rules.finding(of: pod, desk.standing) else { continue }
                    if found.count < HealPlan.mostPods { found.append(finding.status) } else { further += 1 }
                }
            }
            isWhole = isWhole && outcome.isWhole
            if let error = outcome.error { unread.append(error) }
            if outcome.error?.isTransient == true { break }
        }
        let hasSeen = unread.count < namespaces.count && unread.last?.isTransient != true
        return (hasSeen ? StuckPods(found, further: further, isWhole: isWhole) : nil, unread)
    }
}

extension HealFinding {
    /// What is told of it where Pods are listed.
    var status: PodStatus {
        PodStatus(
            namespace: pod.namespace,
            name: pod.name,
            cause: cause.status,
            secretName: secret,
            since: createdAt == .distantPast ? nil : createdAt
        )
    }
}

extension HealFinding.Cause {
    fileprivate var status: PodStatus.Cause {
        switch self {
        case .missed: .missed
        case .misplaced: .misplaced
        case .refused: .refused
        }
    }
}
