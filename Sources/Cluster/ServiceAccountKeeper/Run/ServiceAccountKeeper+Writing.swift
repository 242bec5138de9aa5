internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Logs
internal import Metrics
internal import Names
internal import Text

extension ServiceAccountKeeper {
    /// Does a write, and tells the plan how it ended.
    func perform(_ write: AccountWrite) async {
        let key = write.key
        do throws(KubernetesError) {
            let account = try await client.setPullSecrets(
                write.change.names,
                record: write.change.record.text,
                of: write.judged.metadata,
                fieldManager: ClusterNames.fieldManager,
                priority: write.change.added > 0 ? .absent : .cleanUp
            )
            written += 1
            metrics.writes.child("ok").increment()
            plan.finished(key, .written(account), now: now)
            logger.debug(
                "\(key): \(write.change.added) names added, \(write.change.removed) taken away",
                key.logFields
            )
        } catch {
            await failed(write, error)
        }
    }

    private func failed(_ write: AccountWrite, _ error: KubernetesError) async {
        let key = write.key
        guard !error.isCancelled, !Task.isCancelled else { return plan.finished(key, .dropped, now: now) }
        if error.isConflict || error.isNotFound || error.isUIDMismatch, let outcome = await read(key) {
            metrics.writes.child("overtaken").increment()
            return plan.finished(key, outcome, now: now)
        }
        metrics.writes.child("failed").increment()
        plan.finished(key, .failed(random: client.random()), now: now)
        // One line for all that fail for the same reason: it is most often one for all of them.
        failures.report(
            Self.writing,
            "\(error.status?.code ?? 0) \(error.isMissingRight)",
            "\(key) cannot be written: \(error)",
            error.logFields
        )
        if let status = error.status, !error.isTransient, !error.isMissingRight {
            tell(
                "ServiceAccountRefused",
                key,
                uid: write.judged.metadata.uid,
                "The names of Pullpass' pull Secrets cannot be written into imagePullSecrets here, and it is tried again ever more seldom: "
                    + Printable.line(status.message, limit: 300)
            )
        }
        // Where nobody answers the others need not ask as well.
        if error.isTransient { await client.loop.sleep(until: now + .seconds(1)) }
    }

    /// Reads an account after a conflict; nil where that fails.
    private func read(_ key: AccountKey) async -> AccountOutcome? {
        let reports = plan.reports(of: key)
        let path = ResourcePath.serviceAccounts(namespace: key.namespace, name: key.name)
        do throws(KubernetesError) {
            return .overtaken(try await client.object(ServiceAccountObject.self, at: path), after: reports)
        } catch {
            return nil
        }
    }

    /// Tells who looks at an account what happens to it.
    func tell(_ notice: AccountNotice) {
        switch notice {
        case .undone(let key, let uid, let times):
            let message =
                "Somebody takes the names of Pullpass' pull Secrets out of imagePullSecrets of \(key) each time that they are put there, "
                + "\(times) times by now. They are put there ever more seldom, down to once an hour. Where a GitOps tool owns the list, have it "
                + "leave imagePullSecrets alone (Argo CD: ignoreDifferences; Flux: leave the field out of the manifest), name the Secrets in "
                + "its manifest, or label the ServiceAccount \(PullpassKey.inject)=\(InjectValue.disabled[0])."
            warn(message, key.logFields.adding([.times: .number(times)]))
            tell("ServiceAccountUndone", key, uid: uid, message)
        }
    }

    private func tell(_ reason: String, _ key: AccountKey, uid: String, _ message: String) {
        let object = ObjectReference(kind: "ServiceAccount", namespace: key.namespace, name: key.name, uid: uid)
        events.add(
            EventManifest(regarding: object, kind: .warning, reason: reason, message: message),
            isOfOthers: true
        )
    }
}

extension AccountKey: CustomStringConvertible {
    var description: String { "ServiceAccount \(namespace)/\(name)" }

    var logFields: LogFields { [.namespace: "\(namespace)", .name: "\(name)"] }
}
