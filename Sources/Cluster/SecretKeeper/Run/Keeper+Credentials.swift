internal import Configuration
internal import Credentials
internal import Kubernetes
internal import Logging
internal import Metrics
internal import Sockets

extension Keeper {
    /// Fetches one credential, and writes its master where something is new.
    func fetch(_ registry: String) async {
        let outcome = await fetchOutcome(registry)
        let failedBefore = plan.credentials[registry]?.failures ?? 0
        // A changed source makes a new start, and takes the count of failures back.
        let wasFailing = plan.credentials[registry]?.failingSince != nil
        plan.fetchFinished(registry, outcome, now: now)
        switch outcome {
        case .written, .unchanged:
            metrics.refreshes.child(registry).increment()
            if wasFailing {
                logger.notice("the credential of registry \(registry) can be fetched again")
                tell(.normal, "CredentialFetched", onMasterOf: registry, "The credential can be fetched again.")
            }
        case .failed(let error, _):
            metrics.failures.child(registry).increment()
            outcomes.failures += 1
            await failed(registry, error, isFirst: failedBefore == 0)
        case .abandoned: break
        }
        show(expiryOf: registry)
        changed()
    }

    private func fetchOutcome(_ registry: String) async -> FetchOutcome {
        guard let fetcher = fetchers[registry], let settings = registries[registry] else { return .abandoned }
        guard !foreignMasters.contains(registry) else {
            let name = Marks.masterName(of: registry)
            return .failed(
                "Secret \(options.ownNamespace)/\(name) is not ours (\(owner)): delete it, or give the registry another name"
            )
        }
        let fetched: FetchedCredential
        let tokens = tokens.access(since: plan.credentials[registry]?.tokensSince ?? -.infinity)
        let answer = await withinLimit(fetcher, tokens)
        if Task.isCancelled { return .abandoned }
        switch answer {
        case .success(let credential)?: fetched = credential
        case .failure(let error)?: return .failed(error.description, pause: error.retryAfter?.inSeconds ?? 0)
        case nil: return .failed("\(fetcher.scope): nobody answered within \(Self.fetchLimit)")
        }
        let expiresAt = fetched.expiresAt.map { $0.rounded(.down) }
        let fingerprint = CredentialFingerprint(settings).text
        let names = plan.secretNames(of: registry)
        let known = masters[registry]
        let isSame = known?.content == fetched.dockerConfigJSON
        if let known, isSame, known.exists, known.state.expiresAt == expiresAt, known.state.fingerprint == fingerprint,
            known.shownError == nil, known.state.secretNames == names, spoilt[registry] == nil
        {
            return .unchanged(known.state)
        }
        if !isSame, let refusal = await refusal(of: fetched, settings, known) { return .failed(refusal) }
        let state = MasterState(
            revision: isSame ? known?.state.revision ?? Self.newRevision() : Self.newRevision(),
            fetchedAt: isSame ? known?.state.fetchedAt ?? fetched.fetchedAt : fetched.fetchedAt.rounded(.down),
            expiresAt: expiresAt,
            fingerprint: fingerprint,
            secretNames: names
        )
        var record = known ?? MasterRecord(content: fetched.dockerConfigJSON, state: state)
        record.content = fetched.dockerConfigJSON
        record.state = state
        record.shownError = nil
        record.shownSince = nil
        let outcome = await write(record, of: registry)
        if case .written = outcome, !isSame { logger.info("registry \(registry) has a new credential") }
        return outcome
    }

    /// The longest that a fetch may take: each kind has time-outs of its own, of which an exec plugin's may be ten minutes.
    private static let fetchLimit = Duration.seconds(900)

    private func withinLimit(
        _ fetcher: any CredentialFetcher,
        _ tokens: TokenCache.Access
    ) async -> Result<FetchedCredential, CredentialError>? {
        await withDeadline(loop.preciseNow().advanced(by: Self.fetchLimit), on: loop) {
            do throws(CredentialError) { return .success(try await fetcher.fetch(tokens)) } catch {
                return .failure(error)
            }
        }
    }

    /// Why a new credential must not replace the old one; nil where it may.
    private func refusal(of fetched: FetchedCredential, _ settings: Registry, _ known: MasterRecord?) async -> String? {
        guard let probe, let known, known.state.expiresAt ?? .infinity > clock.now() else { return nil }
        switch await probe(settings, fetched) {
        case .good: return nil
        case .refused(let reason):
            return "the registry refuses the new credential (\(reason)); the one before stays as long as it lives"
        case .unknown(let reason):
            logger.warning("registry \(settings.name) could not say whether it takes the new credential: \(reason)")
            tell(.warning, "CredentialNotProbed", onMasterOf: settings.name, "Taken without a probe: \(reason)")
            return nil
        }
    }

    /// Writes a master and keeps it.
    private func write(_ record: MasterRecord, of registry: String) async -> FetchOutcome {
        guard isLeading(), !Task.isCancelled else { return .abandoned }
        var record = record
        let judged = spoilt[registry]
        if let judged {
            record.uid = judged.uid
            record.resourceVersion = judged.version
        }
        do throws(KubernetesError) {
            let metadata = try await client.applySecret(
                record.manifest(registry: registry, namespace: options.ownNamespace, owner: owner),
                fieldManager: Marks.fieldManager,
                force: judged != nil,
                priority: .repair
            )
            record.uid = metadata.uid
            record.resourceVersion = metadata.resourceVersion
            if spoilt[registry] == judged { spoilt[registry] = nil }
            masters[registry] = record
            return .written(record.state)
        } catch {
            if error.isCancelled { return .abandoned }
            if error.isConflict || error.isUIDMismatch {
                await judgeMaster(registry)
                return .abandoned
            }
            return .failed("\(error)")
        }
    }

    /// Looks at a master whose write was refused as a conflict: without its label the watch does not show what somebody did to it.
    private func judgeMaster(_ registry: String) async {
        let name = Marks.masterName(of: registry)
        guard
            let found = try? await client.secretMetadata(namespace: options.ownNamespace, name: name, priority: .repair)
        else { return }
        if Marks.ownership(of: found, owner: owner) == .foreign {
            foreignMasters.insert(registry)
        } else {
            spoilt[registry] = Preconditions(uid: found.uid, version: found.resourceVersion)
        }
    }

    /// Shows an error where people look: the source, or else the master, and the master's annotations; the credential stays.
    private func failed(_ registry: String, _ error: String, isFirst: Bool) async {
        let isKnown = masters[registry]?.shownError == error
        if isFirst || !isKnown { logger.warning("registry \(registry): \(error)") }
        let sourceNames = fetchers[registry]?.inputs.secretNames ?? []
        let message = "Registry \(registry): \(error)"
        if isFirst {
            for name in sourceNames {
                tell(
                    .warning,
                    "CredentialFailed",
                    on: name,
                    in: options.ownNamespace,
                    uid: sources.uid(of: name),
                    message
                )
            }
            // Events of one reason on one object are one, with the last message: who shares a source would say nothing of its own.
            let isShared = fetchers.contains {
                $0.key != registry && !Set($0.value.inputs.secretNames).isDisjoint(with: sourceNames)
            }
            if sourceNames.isEmpty || isShared { tell(.warning, "CredentialFailed", onMasterOf: registry, message) }
        }
        guard !isKnown, var record = masters[registry], record.exists, spoilt[registry] == nil else { return }
        record.shownError = String(error.prefix(1000))
        record.shownSince = plan.credentials[registry]?.failingSince ?? clock.now()
        _ = await write(record, of: registry)
    }

    /// Housekeeping on masters, as the leader: what was deleted comes back, and names that are gone go.
    func masterChores() -> [@Sendable () async -> Void] {
        var tasks: [@Sendable () async -> Void] = []
        func add(_ registry: String, _ body: @escaping @Sendable () async -> Void) {
            guard chores.insert(registry).inserted else { return }
            tasks.append { [self] in
                await body()
                chores.remove(registry)
                changed()
            }
        }
        for chore in plan.masterChores() {
            switch chore {
            case .rename(let registry, let names):
                guard var record = masters[registry], record.exists, spoilt[registry] == nil else { continue }
                record.state.secretNames = names
                add(registry) { [self, record] in await rewrite(record, of: registry) }
            case .delete(let registry):
                guard let record = masters[registry], record.exists else { continue }
                add(registry) { [self] in await delete(record, of: registry) }
            }
        }
        for (registry, record) in masters where !record.exists && registries[registry] != nil && plan.areMastersSynced {
            guard plan.credentials[registry]?.isFetching != true else { continue }
            add(registry) { [self] in await rewrite(record, of: registry) }
        }
        return tasks
    }

    private func rewrite(_ record: MasterRecord, of registry: String) async {
        let outcome = await write(record, of: registry)
        if case .written(let state) = outcome {
            plan.masterSeen(registry, state, now: now)
        } else {
            await loop.sleep(until: loop.preciseNow().advanced(by: .seconds(5)))
        }
    }

    private func delete(_ record: MasterRecord, of registry: String) async {
        do throws(KubernetesError) {
            try await client.deleteSecret(
                namespace: options.ownNamespace,
                name: Marks.masterName(of: registry),
                uid: record.uid,
                resourceVersion: record.resourceVersion,
                priority: .cleanUp
            )
            masters[registry] = nil
            plan.masterDeleted(registry, now: now)
            metrics.expiry.child(registry).set(0)
        } catch {
            if !error.isCancelled { logger.warning("\(error)") }
            await loop.sleep(until: loop.preciseNow().advanced(by: .seconds(30)))
        }
    }

    /// 128 random bits: nothing about the credential can be learnt from it.
    static func newRevision() -> String {
        let parts = [UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)]
        return parts.map { part in
            let digits = String(part, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
