internal import Text

/// The words of a report, the same on the page and in a terminal.
enum StatusWords {
    static let fine = "all as it should be"
    static let notFine = "something needs a hand"

    /// A fact of the installation as a whole.
    struct Fact {
        let name: String
        let words: String
        var problem: String?
    }

    /// Whose eyes a report was made with.
    static func view(of report: StatusReport) -> String {
        switch report.view {
        case .leader: "namespace \(report.namespace), as the leader knows it"
        case .replica:
            "namespace \(report.namespace), as a replica that does not lead knows it"
                + (report.leader.identity.map { ": ask \(pod($0)) for the rest" } ?? "")
        case .command: "namespace \(report.namespace)"
        case .standalone: "standalone, without a cluster"
        }
    }

    /// The Pod of a replica's identity.
    private static func pod(_ identity: String) -> String { Printable.text(String(identity.prefix { $0 != "_" })) }

    /// Leader, configuration, webhook and namespaces.
    static func facts(of report: StatusReport) -> [Fact] {
        let now = report.madeAt
        var facts: [Fact] = []
        if report.view != .standalone {
            let leader = report.leader
            var words = leader.identity.map(pod) ?? "nobody"
            if let since = leader.since { words += ", for \(TimeWords.length(now - since))" }
            if let renewed = leader.renewedAt { words += ", renewed \(TimeWords.distance(to: renewed, from: now))" }
            facts.append(Fact(name: "Leader", words: words, problem: leader.identity == nil ? noLeader : nil))
        }
        if let configuration = report.configuration {
            var words =
                configuration.source == "file"
                ? "the file is in force"
                : configuration.problem == nil ? "the one that the leader keeps" : "the file is not in force"
            if let accepted = configuration.acceptedAt { words += ", since \(accepted.whole)" }
            facts.append(Fact(name: "Configuration", words: words, problem: configuration.problem))
        }
        facts.append(
            Fact(name: "Injection", words: injection(report.webhook, at: now), problem: report.webhook.problem)
        )
        if let selected = report.selectedNamespaces {
            facts.append(Fact(name: "Namespaces", words: "\(selected) opted in"))
        }
        return facts
    }

    private static let noLeader = "Secrets stay as they are until one leads"

    private static func injection(_ webhook: WebhookStatus, at now: Timestamp) -> String {
        var parts = [webhook.engine]
        if !webhook.registrations.isEmpty {
            parts.append("registered as " + webhook.registrations.map(Printable.text).joined(separator: ", "))
        }
        if let policy = webhook.failurePolicy { parts.append("failurePolicy \(Printable.text(policy))") }
        if let answered = webhook.answered {
            parts.append("\(answered) reviews answered by this replica")
            parts.append(webhook.lastCalled.map { "last \(TimeWords.distance(to: $0, from: now))" } ?? "never called")
        }
        if let ends = webhook.certificateEnds {
            parts.append("certificate ends \(TimeWords.distance(to: ends, from: now))")
        }
        return parts.joined(separator: ", ")
    }

    static func readiness(of registry: RegistryStatus) -> String {
        switch registry.readiness {
        case .ready: registry.lastError == nil ? "ready" : "ready, cannot be renewed"
        case .none: "no credential"
        case .ended: "ended"
        case .outdated: "of an older configuration"
        case .unknown: "not known"
        }
    }

    static func life(of registry: RegistryStatus, at now: Timestamp) -> String {
        if let ends = registry.expiresAt {
            return ends > now
                ? "ends \(TimeWords.distance(to: ends, from: now))" : "ended \(TimeWords.distance(to: ends, from: now))"
        }
        if registry.isPerNamespace { return "one in each namespace" }
        return registry.fetchedAt == nil ? "-" : "no end known"
    }

    static func nextFetch(of registry: RegistryStatus, at now: Timestamp) -> String {
        registry.nextFetch.map { $0 <= now ? "now" : TimeWords.distance(to: $0, from: now) } ?? "-"
    }

    static func copies(_ copies: CopyNumbers?) -> String { copies.map { "\($0.present)/\($0.wanted)" } ?? "-" }

    static func missing(_ copies: CopyNumbers?) -> String {
        guard let copies, !copies.missing.isEmpty else { return "" }
        return copies.missing.map { "\($0.count) \($0.reason.label)" }.joined(separator: ", ")
    }

    static func slip(_ slip: String) -> String { "a label that says nothing to Pullpass: \(slip)" }

    /// What more is to be said below the Pods that are told one by one; nil for nothing.
    static func further(_ pods: StuckPods) -> String? {
        let words = [
            pods.further > 0 ? further(pods.further) : nil,
            pods.isWhole ? nil : "not all Pods that wait were looked at",
        ]
        .compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }

    static func since(_ pod: PodStatus, at now: Timestamp) -> String {
        pod.since.map { TimeWords.distance(to: $0, from: now) } ?? "-"
    }

    static func further(_ count: Int) -> String { "and \(count) more" }
}
