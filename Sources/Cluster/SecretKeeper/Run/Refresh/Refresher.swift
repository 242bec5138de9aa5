internal import Configuration
internal import Controllers
internal import Credentials
internal import EventLoop
internal import Images
internal import Kubernetes
internal import Logging
internal import Logs
internal import Status
internal import Metrics
internal import Text

/// Fetches credentials when the plan says so, and writes their masters where something is new.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class Refresher: @unchecked Sendable {
    private let context: KeeperContext
    private let runner: PlanRunner
    private let reporter: Reporter
    private let fetchers: RegistryFetchers
    private let writer: MasterWriter
    private let probe: ReplacementProbe?
    private var underWay = 0
    /// When the first fetches began of registries that have no credential.
    private var firstFetches: [String: LoopInstant] = [:]
    /// When the failures of a registry were told last.
    private var toldAt: [String: LoopInstant] = [:]

    init(
        context: KeeperContext,
        runner: PlanRunner,
        reporter: Reporter,
        fetchers: RegistryFetchers,
        writer: MasterWriter,
        probe: ReplacementProbe?
    ) {
        self.context = context
        self.runner = runner
        self.reporter = reporter
        self.fetchers = fetchers
        self.writer = writer
        self.probe = probe
    }

    private var masters: Masters { writer.masters }

    /// Whether nothing is being fetched.
    var isIdle: Bool { underWay == 0 }

    /// The fetches that are due; each counts as under way from now on.
    func takeDueFetches() -> [@Sendable () async -> Void] {
        runner.plan.takeDueFetches(now: runner.now).map { registry in
            underWay += 1
            return { [self] in
                await fetch(registry)
                underWay -= 1
                runner.wake()
            }
        }
    }

    /// Says at the place of a master that there is none yet, where its first fetch takes long.
    func takeSlowFetches() -> [@Sendable () async -> Void] {
        let now = runner.now
        let slow = firstFetches.filter { now.steady - $0.value >= Self.patience }
        return slow.keys.sorted().map { registry in
            firstFetches[registry] = nil
            underWay += 1
            return { [self] in
                let error = "the first fetch of a credential is under way, and nobody has answered yet"
                await writer.writeEmpty(error, since: now.wall, of: registry)
                underWay -= 1
                runner.wake()
            }
        }
    }

    /// How long a first fetch may take before people are told.
    private static let patience = Duration.seconds(10)

    private func fetch(_ registry: String) async {
        if masters.records[registry] == nil { firstFetches[registry] = runner.now.steady }
        let outcome = await outcome(of: registry)
        firstFetches[registry] = nil
        let failing = runner.plan.credentials[registry]?.failing ?? FetchFailures()
        runner.plan.fetchFinished(registry, outcome, now: runner.now)
        switch outcome {
        case .written, .unchanged:
            if fetchers.registries[registry]?.isPerNamespace != true {
                context.metrics.refreshes.child(registry).increment()
            }
            // A changed source makes a new start, and takes the count of failures back.
            if failing.since != nil {
                context.logger.notice(
                    "the credential of registry \(registry) can be fetched again",
                    [.registry: "\(registry)"]
                )
                reporter.tell(
                    .normal,
                    "CredentialFetched",
                    onMasterOf: registry,
                    "The credential can be fetched again."
                )
            }
        case .incomplete(_, let error, _), .failed(let error, _):
            context.metrics.failures.child(registry).increment()
            reporter.outcomes.failures += 1
            await showFailure(registry, error, isFirst: failing.count == 0)
        case .abandoned: break
        }
        context.metrics.registries.show(
            expiry: masters.records[registry]?.state.expiresAt,
            of: registry
        )
        context.metrics.registries.show(stale: runner.plan.staleTime(of: registry), of: registry)
        runner.changed()
    }

    private func outcome(of registry: String) async -> FetchOutcome {
        guard let fetcher = fetchers.fetchers[registry], let settings = fetchers.registries[registry] else {
            return .abandoned
        }
        guard !masters.foreign.contains(registry) else {
            let secret = "\(context.options.ownNamespace)/\(MasterSecret.name(of: registry))"
            return .failed(
                "Secret \(secret) is not ours (\(context.ownership.owner)): delete it, or give the registry another name"
            )
        }
        guard !settings.isPerNamespace else { return await mark(settings) }
        let tokens = fetchers.tokens.access(since: runner.plan.credentials[registry]?.tokensSince)
        let answer = await fetcher.fetch(tokens, within: Self.fetchLimit, on: context.loop)
        if Task.isCancelled { return .abandoned }
        switch answer {
        case .success(let credential)?: return await take(credential, of: settings)
        case .failure(let error)?: return .failed(error.description, pause: error.retryAfter ?? .zero)
        case nil: return .failed("\(fetcher.scope): nobody answered within \(Self.fetchLimit)")
        }
    }

    /// The longest that a fetch may take.
    private static let fetchLimit = Duration.seconds(900)

    /// Writes what was fetched into the registry's master, unless that says the same.
    private func take(_ fetched: FetchedCredential, of settings: Registry) async -> FetchOutcome {
        let registry = settings.name
        let known = masters.records[registry]
        let fetched = completed(fetched, settings, known)
        let isSame = known?.content == fetched.dockerConfigJSON
        var state = MasterState(
            revision: "",
            fetchedAt: fetched.fetchedAt.withoutFraction,
            expiresAt: fetched.expiresAt?.withoutFraction,
            fingerprint: CredentialFingerprint(settings).text,
            secretNames: runner.plan.secretNames(of: registry),
            keys: fetched.auths.entries.map(\.key),
            anonymousNames: runner.plan.anonymousNames(of: registry),
            alsoPlaces: runner.plan.alsoPlaces(of: registry)
        )
        if let known, isSame {
            state.revision = known.state.revision
            // Not from the future: the clock was wrong then, and nothing would be known of this credential until that time has come.
            state.fetchedAt = min(known.state.fetchedAt, state.fetchedAt)
        } else {
            state.revision = Self.newRevision()
            let verdict = await verdict(on: fetched, settings, known)
            let probe = verdict.map { ProbeStatus($0, at: context.clock.now()) }
            runner.plan.probed(registry, probe, of: state.revision)
            if let refusal = refusal(by: verdict, settings) { return .failed(refusal) }
        }
        let outcome = await write(fetched.dockerConfigJSON, state, of: registry, lacks: !fetched.missing.isEmpty)
        if case .written = outcome, !isSame {
            context.logger.info("registry \(registry) has a new credential", [.registry: "\(registry)"])
            showFindings(fetched, registry)
        }
        switch outcome {
        case .written(let state), .unchanged(let state):
            guard !fetched.missing.isEmpty else { return outcome }
            let reasons = fetched.missing.reasons.joined(separator: "; ")
            return .incomplete(state, reasons, pause: fetched.missing.pause)
        case .incomplete, .failed, .abandoned: return outcome
        }
    }

    /// What was fetched with what is missing out of the master that it replaces, while that is good and what the configuration asks for.
    private func completed(_ fetched: FetchedCredential, _ settings: Registry, _ known: MasterRecord?)
        -> FetchedCredential
    {
        let life = fetched.expiresAt.map { $0 - fetched.fetchedAt } ?? .longest
        guard !fetched.missing.isEmpty, let known, !known.state.isMark,
            known.state.fingerprint == CredentialFingerprint(settings).text,
            runner.plan.credentials[settings.name]?.isMasterCurrent == true,
            // A master has one end, the first of all: what ends before the next try may not have all of it ended.
            known.state.expiresAt ?? .distantFuture > context.clock.now() + min(Self.lastTry, life / 10),
            let before = known.asFetched(settings.name)
        else { return fetched }
        return (try? fetched.completed(from: before.auths, until: known.state.expiresAt)) ?? fetched
    }

    /// A bit more than the longest pause between two tries.
    private static let lastTry = Duration.seconds(360)

    /// Tells once for each new content what of it is of no use, or hardly what was meant.
    private func showFindings(_ fetched: FetchedCredential, _ registry: String) {
        for remark in fetched.remarks {
            context.logger.notice("registry \(registry): \(fetched.identity): \(remark)", [.registry: "\(registry)"])
        }
        // What is missing is told as a failure.
        let told = fetched.missing.reasons
        let leftOut = fetched.faults.filter { !told.contains($0) }
        guard !leftOut.isEmpty else { return }
        let faults = "\(fetched.identity): \(leftOut.joined(separator: "; "))"
        context.logger.warning("registry \(registry): \(faults)", [.registry: "\(registry)"])
        reporter.tell(.warning, "CredentialIncomplete", onMasterOf: registry, faults)
    }

    /// Writes the mark of a registry whose namespaces have credentials of their own: nobody is asked for anything.
    private func mark(_ settings: Registry) async -> FetchOutcome {
        let registry = settings.name
        let known = masters.records[registry].map(\.state).flatMap { $0.isMark ? $0 : nil }
        let now = context.clock.now().withoutFraction
        let state = MasterState(
            revision: known?.revision ?? Self.newRevision(),
            fetchedAt: min(known?.fetchedAt ?? now, now),
            fingerprint: CredentialFingerprint(settings).text,
            secretNames: runner.plan.secretNames(of: registry),
            isMark: true,
            anonymousNames: runner.plan.anonymousNames(of: registry),
            alsoPlaces: runner.plan.alsoPlaces(of: registry)
        )
        return await write(MasterRecord.markContent, state, of: registry)
    }

    /// Writes a master, unless all of it stands there already; the error that it shows stays where something `lacks`.
    private func write(
        _ content: [UInt8],
        _ state: MasterState,
        of registry: String,
        lacks: Bool = false
    ) async -> FetchOutcome {
        let known = masters.records[registry]
        if let known, known.exists, known.content == content, known.state == state,
            lacks || known.shownError == nil, known.isLabelled, masters.edited[registry] == nil
        {
            return .unchanged(known.state)
        }
        var record = known ?? MasterRecord(content: content, state: state)
        record.content = content
        record.state = state
        if !lacks { (record.shownError, record.shownSince) = (nil, nil) }
        return await writer.write(record, of: registry)
    }

    /// What the registry says of a new credential; nil where it is not asked, since there is nothing to lose.
    private func verdict(on fetched: FetchedCredential, _ settings: Registry, _ known: MasterRecord?) async
        -> LoginVerdict?
    {
        guard let probe, let known, !known.state.isMark, known.state.expiresAt ?? .distantFuture > context.clock.now()
        else { return nil }
        // The same credential in the present format: what the registry thinks of it changes nothing.
        if CredentialFingerprint.isFormer(known.state.fingerprint), fetched.hasTheCredentials(of: known.content) {
            return nil
        }
        return await probe(settings, fetched, known.asFetched(settings.name)?.auths)
    }

    /// Why a new credential must not replace the old one; nil where it may.
    ///
    /// Who cannot say keeps nothing back, which is told.
    private func refusal(by verdict: LoginVerdict?, _ settings: Registry) -> String? {
        switch verdict {
        case .good, nil: return nil
        case .refused(let reason):
            return "the registry refuses the new credential (\(reason)); the one before stays as long as it lives"
        case .unknown(let reason):
            context.logger.warning(
                "registry \(settings.name) could not say whether it takes the new credential: \(reason)",
                [.registry: "\(settings.name)"]
            )
            reporter.tell(
                .warning,
                "CredentialNotProbed",
                onMasterOf: settings.name,
                "Taken without a probe: \(reason)"
            )
            return nil
        }
    }

    /// What an annotation has of an error.
    private static let longestShown = 2000
    /// What an Event may have (the API server refuses more), with what to do at its end.
    private static let longestNote = 1024

    /// Shows an error where people look: the source, or else the master, and the master's annotations; the credential stays.
    private func showFailure(_ registry: String, _ error: String, isFirst: Bool) async {
        let shown = Printable.fitted(error, bytes: Self.longestShown)
        // Some providers give each answer a number and a time: that is no news.
        let known = masters.records[registry]?.shownError ?? masters.empty[registry]?.shownError
        let isKnown = known.map { Printable.sayTheSame($0, shown) } ?? false
        if isFirst || !isKnown { context.logger.warning("registry \(registry): \(error)", [.registry: "\(registry)"]) }
        let now = runner.now
        let since = runner.plan.credentials[registry]?.failing.since ?? now.wall
        await show(shown, isKnown: isKnown, since: since, registry)
        // Events are kept for about an hour.
        guard isFirst || toldAt[registry].map({ now.steady - $0 >= .seconds(3600) }) ?? true else { return }
        toldAt[registry] = now.steady
        tellFailure(registry, Printable.fitted("Registry \(registry): \(error)", bytes: Self.longestNote))
    }

    /// Shows an error in the master's annotations, or at its place where no credential could be fetched yet.
    private func show(_ error: String, isKnown: Bool, since: Timestamp, _ registry: String) async {
        guard var record = masters.records[registry] else {
            return await writer.writeEmpty(error, since: since, of: registry)
        }
        guard !isKnown, record.exists, masters.edited[registry] == nil else { return }
        record.shownError = error
        record.shownSince = since
        _ = await writer.write(record, of: registry)
    }

    private func tellFailure(_ registry: String, _ message: String) {
        let sourceNames = fetchers.fetchers[registry]?.inputs.secretNames ?? []
        for name in sourceNames {
            reporter.tell(
                .warning,
                "CredentialFailed",
                on: name,
                in: context.options.ownNamespace,
                uid: fetchers.sources.uid(of: name),
                message
            )
        }
        // Events of one reason on one object are one, with the last message: who shares a source would say nothing of its own.
        guard sourceNames.isEmpty || fetchers.sharesSource(registry) else { return }
        reporter.tell(.warning, "CredentialFailed", onMasterOf: registry, message)
    }

    /// 128 random bits: nothing about the credential can be learnt from it.
    static func newRevision() -> String {
        let parts = [UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)]
        return parts.map { Hexadecimal.digits($0, width: 16) }.joined()
    }
}

extension ProbeStatus {
    fileprivate init(_ verdict: LoginVerdict, at time: Timestamp) {
        switch verdict {
        case .good: self.init(Verdict.good, at: time)
        case .refused(let reason): self.init(.refused, at: time, reason: Printable.line(reason))
        case .unknown(let reason): self.init(.unknown, at: time, reason: Printable.line(reason))
        }
    }
}
