internal import EventLoop
internal import Kubernetes
package import Status
internal import Text

/// What a running keeper knows of the state of things; all on its loop.
extension SecretKeeper {
    /// A row for each configured registry.
    ///
    /// On the keeper's loop; costs as much as there are registries, whatever the number of namespaces.
    ///
    /// - Parameter knowsCopies: whether copies are told: by default those that a leader counts.
    /// - Returns: the rows, in the configuration's order.
    package func registryStatuses(knowsCopies: Bool? = nil) -> [RegistryStatus] {
        let plan = runner.plan
        return plan.registryStatuses(now: runner.now, knowsCopies: knowsCopies ?? plan.isLeader).map { status in
            var status = status
            let record = masters.records[status.name]
            let empty = masters.empty[status.name]
            status.lastError = (record?.shownError ?? empty?.shownError).map { Printable.line($0) }
            if let since = record?.shownSince ?? empty?.shownSince { status.failingSince = since }
            if masters.foreign.contains(status.name) {
                status.lastError = "Secret \(MasterSecret.name(of: status.name)) is not ours: delete it"
            }
            return status
        }
    }

    /// Everything that the keeper knows, as one report; what it does not know is for the caller to add.
    ///
    /// On the keeper's loop.
    ///
    /// - Parameters:
    ///   - view: whose eyes it is made with; nil for the replica's own.
    ///   - version: of Pullpass.
    /// - Returns: the report.
    package func status(as view: StatusReport.View? = nil, version: String) -> StatusReport {
        let plan = runner.plan
        let view = view ?? (plan.isLeader ? .leader : .replica)
        var report = StatusReport(
            madeAt: context.clock.now(),
            version: version,
            namespace: context.options.ownNamespace,
            view: view
        )
        let knowsCopies = view != .replica
        report.registries = registryStatuses(knowsCopies: knowsCopies)
        if plan.watches.areNamespacesSynced {
            report.selectedNamespaces = plan.selectedNamespaces
            if knowsCopies {
                report.anonymousTry = plan.anonymousNumbers
                let lacking = plan.lackingNamespaces(atMost: StatusReport.maximumNamespaces)
                report.namespaces = lacking.named
                report.furtherNamespaces = lacking.further
            }
            report.add(slips.current(atMost: StatusReport.maximumNamespaces))
        }
        report.problems = failures.all.map { "the watch of \($0.key) does not work: \($0.value)" }.sorted()
            .map { Printable.line($0) }
        if view == .leader, plan.isRemovalHeld {
            report.problems.append(
                "more than half of all Secrets are not wanted any more, and none is removed: confirm it (pullpass sync --once --confirm-removal), or look at namespaceSelector and the registries"
            )
        }
        return report
    }
}

extension StatusReport {
    /// Adds labels that say nothing to the rows of their namespaces.
    fileprivate mutating func add(_ slips: [String: String]) {
        for (name, slip) in slips.sorted(by: { $0.key < $1.key }) {
            if let row = namespaces.firstIndex(where: { $0.name == name }) {
                namespaces[row].labelSlip = slip
            } else if namespaces.count < Self.maximumNamespaces {
                namespaces.append(NamespaceStatus(name: name, labelSlip: slip))
            } else {
                furtherNamespaces += 1
            }
        }
        namespaces.sort { $0.name < $1.name }
    }
}
