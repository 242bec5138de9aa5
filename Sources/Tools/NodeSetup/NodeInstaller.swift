internal import Linux
package import Text

/// Installs the plugin on a node, and takes it away again.
package struct NodeInstaller: Sendable {
    private let files: any NodeFileSystem
    private let host: any NodeHost
    private let clock: WallClock

    /// Works on the files and the system of a node, by its time of day.
    package init(_ files: any NodeFileSystem, _ host: any NodeHost, clock: WallClock = .system) {
        self.files = files
        self.host = host
        self.clock = clock
    }

    /// What came of it.
    package struct Outcome: Sendable {
        /// What was done.
        package let plan: NodePlan
        /// Whether it is in force: the kubelet was restarted, and is well.
        package let isInForce: Bool
    }

    /// Installs.
    ///
    /// - Parameters:
    ///   - request: what, and for which node.
    ///   - restarts: whether the kubelet is restarted; what was changed is taken back where it does not come up.
    /// - Returns: what was done.
    /// - Throws: ``NodeSetupError``; files are then as they were, or what is wrong with them is said.
    package func install(_ request: InstallRequest, restarts: Bool) async throws -> Outcome {
        try await work(restarts: restarts) { try Planner(files).install(request) }
    }

    /// Takes away what is ours.
    package func uninstall(restarts: Bool) async throws -> Outcome {
        let outcome = try await work(restarts: restarts) { try Planner(files).uninstall() }
        do {
            if outcome.plan.isEmpty, try isFolderLeft() {
                // An install was cut off before anything was recorded, and so before anything was changed.
                let lock = try NodeStore(files: files).lock()
                if try files.status(of: NodeSetupPaths.record) == nil { try NodeTransaction(files).end(nil) }
                withExtendedLifetime(lock) {}
            }
        } catch let error as SystemCallError {
            throw NodeSetupError(error)
        }
        return outcome
    }

    /// Whether the folder of the record is there, or the one for it.
    private func isFolderLeft() throws(SystemCallError) -> Bool {
        for path in [NodeSetupPaths.state, NodeSetupPaths.refused] where try files.status(of: path) != nil {
            return true
        }
        let folder = PathInRoot.folder(of: NodeSetupPaths.state)
        guard try files.status(of: folder)?.kind == .folder else { return false }
        return try files.names(in: folder).isEmpty
    }

    private func work(restarts: Bool, _ makePlan: () throws -> NodePlan) async throws -> Outcome {
        let lock = try lock(for: makePlan(), restarts: restarts)
        defer { withExtendedLifetime(lock) {} }
        let plan = try makePlan()
        do throws(SystemCallError) {
            if !plan.isEmpty { try NodeTransaction(files).carryOut(plan) }
        } catch {
            throw NodeSetupError.failed(
                "\(error); a kubelet starts with what is there: run the same again to finish, or 'pullpass node uninstall' to take it back"
            )
        }
        guard restarts, let unit = plan.unit, !plan.changes.isEmpty || isOutdated(plan) else {
            return Outcome(plan: plan, isInForce: false)
        }
        guard let reason = await KubeletRestart(host: host, files: files, unit: unit).run() else {
            try? files.remove(NodeSetupPaths.refused)
            return Outcome(plan: plan, isInForce: true)
        }
        try await takeBack(plan, unit, reason)
        return Outcome(plan: plan, isInForce: false)
    }

    /// Locks others out where there is something to do.
    ///
    /// Before anything is made: what is wrong leaves no trace, and who finds nothing to do needs no rights.
    private func lock(for plan: NodePlan, restarts: Bool) throws -> NodeLock? {
        if restarts, plan.unit == nil, !plan.isEmpty {
            throw NodeSetupError.failed(
                "no unit of a kubelet is found here, so nothing was changed: leave --restart out"
            )
        }
        if restarts, !plan.changes.isEmpty, (try? files.read(NodeSetupPaths.refused, limit: 128)) == plan.digest {
            throw NodeSetupError.failed(
                "the same was done before, \(plan.unit ?? "the kubelet") did not come up, and it was taken back, so nothing was changed now: to have "
                    + "it tried again take \(NodeSetupPaths.refused) away"
            )
        }
        return plan.isEmpty ? nil : try NodeStore(files: files).lock()
    }

    /// Whether the kubelet surely runs since before the files were last changed: whoever asks at each start of a Pod must not restart it
    /// each time.
    ///
    /// A time that has not come says nothing: the clock was set back since, and no kubelet would be new enough.
    private func isOutdated(_ plan: NodePlan) -> Bool {
        let now = clock.now()
        guard let record = plan.recordAfter, let flavour = Flavour(named: record.flavour),
            let process = KubeletProcess.find(flavour, files),
            let changed = record.files.compactMap({ try? files.status(of: $0.path)?.modified })
                .filter({ Timestamp(sinceEpoch: .seconds($0)) <= now }).max()
        else { return false }
        return process.started < changed
    }

    /// Undoes a plan after which the kubelet did not come up.
    private func takeBack(_ plan: NodePlan, _ unit: String, _ reason: String) async throws {
        guard !plan.changes.isEmpty else {
            throw NodeSetupError.failed(
                "\(unit) does not come up, though nothing was changed now: \(reason)\nWhere it is for an earlier run, "
                    + "'pullpass node uninstall --restart' puts back what was there before"
            )
        }
        do throws(SystemCallError) {
            try NodeTransaction(files).carryOut(plan.undone)
        } catch {
            throw NodeSetupError.failed(
                "\(unit) does not come up: \(reason)\nand what was changed cannot be taken back: \(error); run 'pullpass node uninstall'"
            )
        }
        // Without it everything is as before all the same.
        try? NodeStore(files: files).refuse(plan)
        let again = await KubeletRestart(host: host, files: files, unit: unit).run()
        throw NodeSetupError.failed(
            "\(unit) did not come up, so all files are as they were before: \(reason)"
                + (again.map { "\nIt does not come up with those either: \($0)" } ?? "\nWith those it is well.")
        )
    }
}
