internal import Configuration
internal import Credentials
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Logs
internal import Metrics
internal import Names
internal import Text

/// What is written into one copy whose namespace has a credential of its own.
///
/// Prints without its content.
struct OwnContent: Sendable, Confidential {
    let bytes: [UInt8]
    let revision: String
    /// What the copy says of the credential.
    let annotations: [String: String]

    init(_ fetched: FetchedCredential, fingerprint: String, revision: String) {
        bytes = fetched.dockerConfigJSON
        self.revision = revision
        var annotations = [
            PullpassKey.revision: revision, PullpassKey.fetchedAt: fetched.fetchedAt.withoutFraction.whole,
            PullpassKey.configuration: fingerprint,
        ]
        if let end = fetched.expiresAt?.withoutFraction { annotations[PullpassKey.expiresAt] = end.whole }
        self.annotations = annotations
    }

    var description: String { "credential of revision \(revision)" }
}

/// Fetches the credentials of namespaces that have their own; nothing of one is kept but for the moment in which it is written.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class OwnCredentials: @unchecked Sendable {
    private let context: KeeperContext
    private let runner: PlanRunner
    private let reporter: Reporter
    private let fetchers: RegistryFetchers
    private let probe: ReplacementProbe?

    /// The longest that a fetch may take: others wait for its place.
    private static let limit = Duration.seconds(60)

    init(
        context: KeeperContext,
        runner: PlanRunner,
        reporter: Reporter,
        fetchers: RegistryFetchers,
        probe: ReplacementProbe?
    ) {
        self.context = context
        self.runner = runner
        self.reporter = reporter
        self.fetchers = fetchers
        self.probe = probe
    }

    /// The content for a copy, or how the work ended without one.
    func content(for work: PlannedWork, of name: String) async -> Result<OwnContent, OwnFailure> {
        guard let registry = fetchers.registries[name], registry.isPerNamespace else {
            return .failure(OwnFailure(outcome: .unavailable))
        }
        let fetcher = fetchers.fetcher(of: registry, in: work.namespace)
        // Shared with nobody: no other namespace may have it.
        let tokens = TokenCache(clock: .system).access()
        let answer = await fetcher.fetch(tokens, within: Self.limit, on: context.loop)
        if Task.isCancelled { return .failure(OwnFailure(outcome: .unavailable)) }
        let fetched: FetchedCredential
        switch answer {
        case .success(let found)?: fetched = found
        case .failure(let error)?: return .failure(failed(work, registry, error.description, error))
        case nil: return .failure(failed(work, registry, "nobody answered within \(Self.limit)", nil))
        }
        if let part = fetched.missing.first, isGoodForLonger(work) {
            return .failure(failed(work, registry, fetched.missing.reasons.joined(separator: "; "), part.error))
        }
        if let refusal = await refusal(of: fetched, registry, work) {
            return .failure(failed(work, registry, refusal, nil))
        }
        context.metrics.refreshes.child(name).increment()
        if !fetched.missing.isEmpty {
            reporter.tellTenant(
                "CredentialIncomplete",
                on: work.secretName,
                in: work.namespace,
                "The credential of namespace \(work.namespace) for registry \(name) is not whole: "
                    + fetched.missing.reasons.joined(separator: "; ")
            )
        } else if runner.plan.own.isFailing(work.key) {
            reporter.tell(
                .normal,
                "CredentialFetched",
                on: work.secretName,
                in: work.namespace,
                "The credential of registry \(name) can be fetched again."
            )
        }
        return .success(
            OwnContent(fetched, fingerprint: CredentialFingerprint(registry).text, revision: Refresher.newRevision())
        )
    }

    /// Whether the copy that is there is good until after further tries: it is whole, and a new one would not be.
    private func isGoodForLonger(_ work: PlannedWork) -> Bool {
        guard let end = runner.plan.copies[work.key].observed?.own?.expiresAt else { return false }
        return end - context.clock.now() > TokenFreshness.shortLife
    }

    /// Why a new credential must not replace the one that stands there; nil where it may.
    private func refusal(of fetched: FetchedCredential, _ registry: Registry, _ work: PlannedWork) async -> String? {
        guard let probe, let end = runner.plan.copies[work.key].observed?.own?.expiresAt, end > context.clock.now()
        else {
            return nil
        }
        switch await probe(registry, fetched, nil) {
        case .good, nil: return nil
        case .refused(let reason):
            return "the registry refuses the new credential (\(reason)); the one before stays as long as it lives"
        case .unknown(let reason):
            context.logger.debug(
                "registry \(registry.name) could not say whether it takes a new credential: \(reason)",
                [.registry: "\(registry.name)", .namespace: "\(work.namespace)", .secret: "\(work.secretName)"]
            )
            return nil
        }
    }

    /// Tells a failure where its namespace sees it: others go on.
    private func failed(
        _ work: PlannedWork,
        _ registry: Registry,
        _ reason: String,
        _ error: CredentialError?
    ) -> OwnFailure {
        context.metrics.failures.child(registry.name).increment()
        reporter.outcomes.failures += 1
        if runner.plan.mayTellFetchFailure(of: work, now: runner.now.steady) {
            reporter.tellTenant(
                "CredentialFailed",
                on: work.secretName,
                in: work.namespace,
                "The credential of namespace \(work.namespace) for registry \(registry.name) cannot be fetched: \(reason)"
            )
        }
        // What cannot be said now says nothing about what the namespace has.
        let isRefused = error.map { $0.kind != .unavailable } ?? false
        return OwnFailure(outcome: .notFetched(isRefused: isRefused, pause: error?.retryAfter ?? .zero))
    }
}

/// How work ended for which there was no content.
struct OwnFailure: Error {
    let outcome: WorkOutcome
}
