internal import Controllers
internal import Kubernetes
internal import Logging
internal import Logs
internal import Metrics
internal import Names
internal import Text

/// Writes and deletes masters, as the leader.
struct MasterWriter: Sendable {
    let context: KeeperContext
    let runner: PlanRunner
    let masters: Masters
    let term: Term

    /// Writes a master and keeps it.
    func write(_ record: MasterRecord, of registry: String) async -> FetchOutcome {
        guard term.isLeading, !Task.isCancelled else { return .abandoned }
        var record = record
        let judged = masters.edited[registry]
        if let judged {
            record.uid = judged.uid
            record.resourceVersion = judged.resourceVersion
        }
        do throws(KubernetesError) {
            let metadata = try await context.client.applySecret(
                record.manifest(
                    registry: registry,
                    namespace: context.options.ownNamespace,
                    ownership: context.ownership
                ),
                fieldManager: ClusterNames.fieldManager,
                force: judged != nil,
                priority: .repair
            )
            record.uid = metadata.uid
            record.resourceVersion = metadata.resourceVersion
            record.isLabelled = true
            if masters.edited[registry] == judged { masters.edited[registry] = nil }
            masters.wrote(record, of: registry)
            return .written(record.state)
        } catch {
            if error.isCancelled { return .abandoned }
            if error.isConflict || error.isUIDMismatch {
                await judge(registry, after: error)
                return .abandoned
            }
            return .failed("\(error)")
        }
    }

    /// Looks at a master whose write was refused as a conflict: without its label the watch does not show what somebody did to it.
    ///
    /// What the watch has told by now counts as it told it: the write may only have come too late.
    private func judge(_ registry: String, after error: KubernetesError) async {
        let found: ObjectMetadata?
        do throws(KubernetesError) {
            found = try await context.client.secretMetadata(
                namespace: context.options.ownNamespace,
                name: MasterSecret.name(of: registry),
                priority: .repair
            )
        } catch {
            return
        }
        guard let found else {
            // Its deletion may have been told before the answer that said that it is there: it is to be made, not changed.
            masters.isGone(registry)
            return
        }
        if context.ownership.judge(found, .pullSecret) == .foreign {
            masters.foreign.insert(registry)
        } else if error.isFieldManagerConflict {
            masters.edited[registry] = Preconditions(found)
            // Only what is fetched is written over an edit, and of this one the watch may have nothing to tell.
            runner.plan.masterEdited(registry, now: runner.now)
        } else if found.resourceVersion != masters.records[registry]?.resourceVersion {
            masters.edited[registry] = Preconditions(found)
        }
    }

    /// Writes a master again that does not hold anything new.
    func rewrite(_ record: MasterRecord, of registry: String) async {
        let outcome = await write(record, of: registry)
        if case .failed(let reason, _) = outcome, masters.unwritable.updateValue(reason, forKey: registry) != reason {
            context.logger.warning("\(reason)")
        }
        if case .written(let state) = outcome {
            masters.unwritable[registry] = nil
            runner.plan.masterSeen(registry, state, now: runner.now)
        } else {
            await context.sleep(.seconds(5))
        }
    }

    /// Says at the place of a master why there is none yet, unless that is known there already, or there is one.
    func writeEmpty(_ error: String, since: Timestamp, of registry: String) async {
        let known = masters.empty[registry]
        guard term.isLeading, !Task.isCancelled, masters.records[registry] == nil,
            masters.edited[registry] == nil,
            !masters.foreign.contains(registry),
            known.map({ !Printable.sayTheSame($0.shownError, error) }) ?? true
        else { return }
        let manifest = EmptyMaster.manifest(
            registry: registry,
            namespace: context.options.ownNamespace,
            ownership: context.ownership,
            error: error,
            since: known?.shownSince ?? since,
            known: known
        )
        do throws(KubernetesError) {
            let metadata = try await context.client.applySecret(
                manifest,
                fieldManager: ClusterNames.fieldManager,
                force: known != nil,
                priority: .repair
            )
            // A credential may have come meanwhile.
            guard masters.records[registry] == nil else { return }
            masters.empty[registry] = EmptyMaster(
                metadata,
                shownError: error,
                shownSince: known?.shownSince ?? since
            )
            runner.plan.neverWorked(registry)
        } catch {
            // Whatever stands there, the watch tells of it; and an error of the fetch has been told.
            if masters.empty[registry] == known { masters.empty[registry] = nil }
            context.logger.debug("\(error)")
        }
    }

    /// Deletes the Secret of a master that never held anything, of a registry that is gone.
    func delete(_ empty: EmptyMaster, of registry: String) async {
        do throws(KubernetesError) {
            _ = try await context.client.deleteSecret(
                namespace: context.options.ownNamespace,
                name: MasterSecret.name(of: registry),
                uid: empty.uid,
                resourceVersion: empty.resourceVersion,
                priority: .cleanUp
            )
            if masters.empty[registry]?.uid == empty.uid { masters.empty[registry] = nil }
        } catch {
            if !error.isCancelled { context.logger.warning("\(error)") }
            await context.sleep(.seconds(30))
        }
    }

    /// Deletes a master that no copy needs any more.
    func delete(_ record: MasterRecord, of registry: String) async {
        do throws(KubernetesError) {
            let answer = try await context.client.deleteSecret(
                namespace: context.options.ownNamespace,
                name: MasterSecret.name(of: registry),
                uid: record.uid,
                resourceVersion: record.resourceVersion,
                priority: .cleanUp
            )
            guard answer == .gone else {
                // Told with what else is left (``LeftReports``); the watch tells when it is gone.
                masters.undeletable[registry] = .finalizer
                return await context.sleep(.seconds(300))
            }
            masters.records[registry] = nil
            masters.undeletable[registry] = nil
            runner.plan.masterDeleted(registry, now: runner.now)
            context.metrics.registries.show(expiry: nil, of: registry)
            context.metrics.registries.show(stale: nil, of: registry)
        } catch {
            guard !error.isCancelled else { return }
            guard error.isAccessDenied else {
                context.logger.warning("\(error)", error.logFields.adding([.registry: "\(registry)"]))
                return await context.sleep(.seconds(30))
            }
            // Told with what else is left (``LeftReports``).
            masters.undeletable[registry] = .denied(error)
            await context.sleep(.seconds(300))
        }
    }
}
