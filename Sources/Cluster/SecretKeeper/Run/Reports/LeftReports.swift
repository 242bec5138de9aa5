internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Text

/// Tells, as the leader and for as long as it is so, of Secrets of ours that are not configured any more and do not go.
///
/// A right that was taken away with a name, as by a rollback, is the usual cause. Used on the keeper's loop only, hence the unchecked
/// conformance.
final class LeftReports: @unchecked Sendable {
    /// How long between two looks: each goes through all namespaces.
    private static let interval = Duration.seconds(10)
    /// When it is told once more: Events are kept for an hour.
    private static let reminder = Duration.seconds(3600)
    /// The most values of the metric's `registry`: masters name them, and whoever may write Secrets in our namespace can make those.
    private static let mostRegistries = 64
    /// The `registry` of all that are more.
    private static let others = "(others)"

    private let context: KeeperContext
    private let runner: PlanRunner
    private let reporter: Reporter
    private let masters: Masters
    private let failures: WatchFailures
    private var lookAt = LoopInstant.start
    /// When what was told, by Secret name and reason, is told again.
    private var told: [String: LoopInstant] = [:]

    init(
        context: KeeperContext,
        runner: PlanRunner,
        reporter: Reporter,
        masters: Masters,
        failures: WatchFailures
    ) {
        self.context = context
        self.runner = runner
        self.reporter = reporter
        self.masters = masters
        self.failures = failures
    }

    /// Looks, where it is time to.
    ///
    /// - Returns: when to look again; nil where nothing can be left.
    func look(now: LoopInstant) -> LoopInstant? {
        guard runner.plan.isLeader, runner.plan.watches.areMastersSynced, runner.plan.watches.areNamespacesSynced else {
            clear()
            return nil
        }
        guard now >= lookAt else { return lookAt }
        lookAt = now + Self.interval
        let denied = Set(failures.all.filter { $0.value.isAccessDenied }.keys)
        let names = runner.plan.watchedNames
        let left = runner.plan.leftCopies(unseen: Set(names.filter { !denied.isDisjoint(with: subjects($0)) }))
        let undeletable = masters.undeletable.filter { runner.plan.credentials[$0.key]?.configured.isPresent != true }
        show(left, undeletable.keys)
        tell(left, undeletable, now: now)
        return left.isEmpty && undeletable.isEmpty ? nil : lookAt
    }

    private func clear() {
        guard !told.isEmpty || !context.metrics.areNoCopiesLeft else { return }
        told = [:]
        context.metrics.show(left: [:])
    }

    // MARK: The metric

    private func show(_ left: [LeftCopies], _ undeletable: some Collection<String>) {
        var counts: [[String]: Int] = [:]
        var labels: Set<String> = []
        func label(_ label: String) -> String {
            guard !labels.contains(label), labels.count >= Self.mostRegistries else {
                labels.insert(label)
                return label
            }
            return Self.others
        }
        for one in left {
            let registry = label(one.purpose.label)
            for (reason, count) in one.counts { counts[[registry, reason.rawValue], default: 0] += count }
        }
        for registry in undeletable.sorted() {
            counts[[label(registry), LeftCopies.Reason.master.rawValue], default: 0] += 1
        }
        context.metrics.show(left: counts)
    }

    // MARK: Lines and Events

    private func tell(_ left: [LeftCopies], _ undeletable: [String: Masters.Obstacle], now: LoopInstant) {
        var current: Set<String> = []
        func isNews(_ subject: String) -> Bool {
            current.insert(subject)
            guard told[subject].map({ now >= $0 }) ?? true else { return false }
            told[subject] = now + Self.reminder
            return true
        }
        for one in left {
            for (reason, count) in one.counts where reason.needsSomebody && reason != .held {
                guard isNews("\(one.secretName) \(reason.rawValue)") else { continue }
                let message = message(one, reason, count)
                context.logger.error("\(message)")
                reporter.tell(.warning, "SecretsLeft", about: one.purpose, message)
            }
        }
        for (registry, obstacle) in undeletable where isNews("\(registry) master") {
            let message = message(registry, obstacle)
            context.logger.error("\(message)")
            reporter.tell(.warning, "SecretsLeft", onMasterOf: registry, message)
        }
        told = told.filter { current.contains($0.key) }
    }

    private func message(_ left: LeftCopies, _ reason: LeftCopies.Reason, _ count: Int) -> String {
        let (name, words) = (left.secretName, left.purpose.words)
        let state =
            left.purpose.registry == nil || left.isConfigured
            ? "name is not in use any more" : "registry is not configured any more"
        let number = count == 1 ? "1 Secret" : "\(count) Secrets"
        guard reason != .refused else {
            return
                "\(number) named \(name) \(words), whose \(state), cannot be removed: an admission policy or a webhook of their namespaces "
                + "refuses it, or a finalizer keeps them. Events on them say which; it is tried again at least every 5 minutes."
        }
        let start =
            reason == .unseen
            ? "Pullpass may not look whether there still are Secrets named \(name) \(words), whose \(state)"
            : "\(number) named \(name) \(words), whose \(state), cannot be removed, since the right to is missing"
        let watched = left.namespaces.first.map { AlsoPlace(namespace: $0, name: name).text } ?? name
        let why = subjects(watched).lazy.compactMap { self.failures.all[$0] }.first.map { " (\($0))" } ?? ""
        let places = left.namespaces.isEmpty ? context.options.onlyNamespaces : left.namespaces
        let command = RemovalByHand.commands(named: name, in: places).joined(separator: "; ")
        return
            "\(start)\(why). \(Self.right(left.purpose.registry, name, left.namespaces)); or remove them as an administrator: \(command)"
    }

    private func message(_ registry: String, _ obstacle: Masters.Obstacle) -> String {
        let (name, namespace) = (MasterSecret.name(of: registry), context.options.ownNamespace)
        let start = "No Secret of registry \(registry) is left, but its master"
        switch obstacle {
        case .denied(let error):
            let command = RemovalByHand.command(master: name, in: namespace)
            return "\(start): \(error). \(Self.right(registry, nil)); or run: \(command)"
        case .finalizer:
            return
                "\(start): Secret \(namespace)/\(name) is being deleted, and a finalizer keeps it. Have whoever put the finalizer there "
                + "finish, or take it away."
        }
    }

    private func subjects(_ watched: String) -> [String] {
        CopyWatch.subjects(watched, in: context.options.onlyNamespaces)
    }

    /// How the right is given.
    private static func right(_ registry: String?, _ secretName: String?, _ namespaces: [String] = []) -> String {
        guard let registry else {
            return
                "To have it done, give the right: with Helm upgrade with rbac.extraSecretNames: [\(secretName ?? "")], else add the name to the "
                + "role's resourceNames"
        }
        let places = namespaces.isEmpty ? "" : ", namespaces: [\(namespaces.joined(separator: ", "))]"
        let entry = secretName.map { "name: \(registry), secretName: \($0)\(places)" } ?? "name: \(registry)"
        return
            "To have it done, give the right: with Helm upgrade with config.retired: [{ \(entry) }], else add the names to the role's "
            + "resourceNames"
    }
}
