internal import Status
internal import Configuration
internal import Credentials
internal import Kubernetes
internal import Logging
internal import Logs
internal import Text

/// How the Secret of a registry stands in a namespace.
package enum CopyStanding: Sendable, Hashable {
    /// The registry is not for the namespace now, or nobody knows.
    case notWanted
    /// It has the present credential, or gets it in its turn.
    case present
    /// It is not there, or not right, for this reason, as the metric of missing copies names it.
    case missing(String)
}

/// What came of trying the credential out that the copies of a registry have.
package enum CredentialTrial: Sendable, Hashable {
    /// There is none that could be tried here: each namespace has its own, or there is none at all.
    case none
    /// The registry takes it.
    case taken
    /// The registry refuses it and why, and whether it is fetched anew for that.
    case refused(String, isFetching: Bool)
    /// Nobody could say, and why.
    case unknown(String)
}

/// What whoever sees Pods that cannot pull asks the keeper of their Secrets; all of it on the loop.
extension SecretKeeper {
    /// How the Secret of a registry stands in a namespace.
    package func standing(of registry: String, in namespace: String) -> CopyStanding {
        switch runner.plan.standing(of: registry, in: namespace) {
        case nil: .notWanted
        case .present?: .present
        // A lazy one for which no Pod has asked yet.
        case .notWanted?: .missing("waiting")
        case .missing(let reason)?: .missing(reason.label)
        }
    }

    /// A Pod of the namespace waits for the Secret: one that is made where Pods need it is made now.
    package func isNeeded(_ registry: String, in namespace: String) {
        guard runner.plan.hint(namespace: namespace, registry: registry, now: runner.now) else { return }
        runner.changed()
    }

    /// The selected namespace whose name comes next in their order; nil after the last one.
    package func selectedNamespace(after name: String) -> String? { runner.plan.selectedNamespace(after: name) }

    /// What the master of a registry is called in its present state; nil where there is none.
    package func revision(of registry: String) -> String? { masters.records[registry]?.state.revision }

    /// Tries the credential out that the copies of a registry have; where the registry refuses it, it is fetched anew, and whoever keeps its
    /// source is told.
    ///
    /// A login at the registry: the caller decides how often.
    ///
    /// - Parameters:
    ///   - registry: its name.
    ///   - probe: logs in, whether or not the registry's own `probe` is on; nil tries nothing.
    /// - Returns: what came of it.
    package func tryCredential(of registry: String, with probe: CredentialProbe?) async -> CredentialTrial {
        guard let probe, let settings = fetchers.registries[registry], !settings.isPerNamespace,
            let record = masters.records[registry], !record.state.isMark, let fetched = record.asFetched(registry)
        else { return .none }
        switch await probe(settings, fetched) {
        case .good: return .taken
        case .unknown(let reason): return .unknown(reason)
        case .refused(let reason):
            // A new one may have been written meanwhile.
            guard masters.records[registry]?.state.revision == record.state.revision else { return .none }
            let isFetching = runner.plan.credentialRefused(registry, now: runner.now)
            if isFetching { runner.changed() }
            let words = "Pods cannot pull with the credential of registry \(registry): \(reason)"
            context.logger.warning(
                "\(words)\(isFetching ? "; it is fetched anew" : "")",
                [.registry: "\(registry)"]
            )
            reporter.tell(.warning, "CredentialRefused", onMasterOf: registry, words)
            return .refused(reason, isFetching: isFetching)
        }
    }
}
