package import Configuration
package import Credentials
package import EventLoop
package import Files
package import Logging
internal import Logs
package import Text

/// Keeps the entries of a configuration's registries in a `config.json` fresh.
///
/// Runs on an event loop: whoever calls its methods has the loop as its preferred executor. What it knows of files it looks at every ten seconds: the
/// configuration, the files that credentials come from, and the file itself, which others may write.
package actor NodeConfigKeeper {
    /// What it works with.
    package struct Parts: Sendable {
        let loop: EventLoop
        let clock: WallClock
        let files: any DurableFileSystem
        let logger: Logger
        let random: @Sendable () -> Double
        let makeFetcher: @Sendable (Registry) -> any CredentialFetcher
        let probe: @Sendable (FetchedCredential, Registry, DockerAuths?) async -> LoginVerdict

        /// Puts them together.
        ///
        /// - Parameters:
        ///   - loop: Where fetchers have to run.
        ///   - clock: The time of day.
        ///   - files: Where everything stands.
        ///   - logger: Where is told what happens.
        ///   - random: Numbers in 0..<1, for jitter.
        ///   - makeFetcher: Makes what gets the credential of a registry.
        ///   - probe: What speaks against a new credential, and against it in place of what stands in the file; nil for that where nothing does.
        package init(
            loop: EventLoop,
            clock: WallClock = .system,
            files: any DurableFileSystem = LocalFileSystem(),
            logger: Logger,
            random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
            makeFetcher: @escaping @Sendable (Registry) -> any CredentialFetcher,
            probe: @escaping @Sendable (FetchedCredential, Registry, DockerAuths?) async -> LoginVerdict = { _, _, _ in
                .good
            }
        ) {
            self.loop = loop
            self.clock = clock
            self.files = files
            self.logger = logger
            self.random = random
            self.makeFetcher = makeFetcher
            self.probe = probe
        }
    }

    let parts: Parts
    let file: NodeConfigFile
    private let configuration: ReloadingFile<Configuration.Reading>
    private let tokens: TokenCache
    private let signal = LoopSignal()
    /// In the order of the configuration, those that a file can serve.
    var registries: [RegistryState] = []
    private var generation = 0
    /// Told once: what is no news is not told again, but what lasts is after a while.
    var told: [String: LoopInstant] = [:]
    /// What stood in the file when it was last looked at.
    var seen: FileStatus?
    /// Whether there is something to be written, or to be tried again.
    var isDirty = true
    /// What might stand in the file when it was written last; it changes with time alone, too.
    var allowed: AllowedEntries?
    /// What is wrong with the file.
    var fileProblem: String?
    /// What was written last: words for people.
    var lastChange: String?
    /// The entries of ours that are in it.
    var entries: [WrittenEntries.Entry] = []
    /// Whether a write is under way.
    var isWriting = false
    /// How many times everything was looked at.
    private(set) var looks = 0
    private var startedAt = LoopInstant.start

    /// How often files are looked at.
    static let pause = Duration.seconds(10)
    /// The longest that a fetch may take.
    static let fetchLimit = Duration.seconds(60)
    /// For how long the first write waits for slow fetches.
    static let patience = Duration.seconds(10)
    /// How long it is silent about what lasts.
    static let reminderPause = Duration.seconds(900)

    /// Makes a keeper; nothing is read yet.
    package init(
        _ configuration: ReloadingFile<Configuration.Reading>,
        file: NodeConfigFile,
        parts: Parts
    ) {
        (self.configuration, self.file, self.parts) = (configuration, file, parts)
        let loop = parts.loop
        tokens = TokenCache(clock: parts.clock) { loop.preciseNow() }
    }

    var now: LoopInstant { parts.loop.preciseNow() }

    /// Whether nothing is under way, and nothing waits to be written that can be.
    var isSettled: Bool {
        !isWriting && (!isDirty || fileProblem != nil) && !registries.contains(where: \.isUnderWay)
    }

    /// Keeps the file until the task is cancelled; the file stays as it is then.
    package func watch() async {
        guard let lock = await waitForLock() else { return }
        begin()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                await lookAtConfiguration()
                for index in registries.indices { registries[index].lookAtSources(parts.files) }
                start(&group)
                if file.status != seen || allowed != allowedNow { isDirty = true }
                if isDirty, mayWrite { await write() }
                looks += 1
                await signal.wait(until: min(nextDue, now + Self.pause), on: parts.loop)
            }
            group.cancelAll()
        }
        withExtendedLifetime(lock) {}
    }

    /// Fetches every credential, once, and writes the file.
    ///
    /// - Returns: What is to be told.
    package func once() async -> RoundReport {
        do {
            guard let lock = try file.lock() else { return RoundReport(summary: "", problems: [file.lockProblem]) }
            begin()
            await withDiscardingTaskGroup { group in start(&group) }
            await write()
            withExtendedLifetime(lock) {}
            return report
        } catch {
            return RoundReport(summary: "", problems: ["\(error)"])
        }
    }

    /// Waits until no other process keeps the file; nil where the task is cancelled first.
    private func waitForLock() async -> FolderLock? {
        while !Task.isCancelled {
            do {
                if let lock = try file.lock() { return lock }
                tell("\(file.lockProblem); this one waits", of: nil)
            } catch {
                tell("\(error)", of: nil, level: .error)
            }
            await parts.loop.sleep(until: now + Self.pause)
        }
        return nil
    }

    private func begin() {
        startedAt = now
        entries = (try? file.recordedEntries()) ?? []
        guard let configuration = configuration.value.configuration else { return }
        adopt(configuration)
    }

    /// Whether the first fetches have ended, or have had their time.
    private var mayWrite: Bool {
        now - startedAt >= Self.patience || !registries.contains { $0.failures == 0 && $0.fetched == nil }
    }

    private var nextDue: LoopInstant {
        let wall = parts.clock.now()
        return registries.map { $0.due(wall: wall, steady: now) }.min() ?? .never
    }

    // MARK: The configuration

    private func lookAtConfiguration() async {
        let configuration = configuration
        let look = await besideLoop { () -> ConfigurationLook in
            switch configuration.reloadIfChanged() {
            case .reloaded(let reading): .new(reading)
            case .failed(let error): .refused("\(error)")
            case .recovered: .same(isRecovered: true)
            case .unchanged, .stillFailing: .same(isRecovered: false)
            }
        }
        switch look {
        case .new(let reading):
            guard let configuration = reading.configuration else { return }
            for diagnostic in reading.diagnostics { parts.logger.warning("\(diagnostic)") }
            parts.logger.info("configuration reloaded", [.registries: .number(configuration.registries.count)])
            adopt(configuration)
        case .refused(let reason):
            parts.logger.error("the changed configuration cannot be used; the old one stays", [.error: "\(reason)"])
        case .same(let isRecovered):
            if isRecovered { parts.logger.notice("the configuration file is again what is in force") }
        }
    }

    private func adopt(_ configuration: Configuration) {
        generation += 1
        isDirty = true
        var states: [RegistryState] = []
        for registry in configuration.registries {
            if let refusal = registry.fileRefusal {
                tell(refusal, of: registry.name)
            } else if let known = registries.first(where: { $0.registry.name == registry.name }),
                known.isSame(as: registry)
            {
                states.append(known)
            } else {
                states.append(RegistryState(registry, parts.makeFetcher(registry), generation: generation))
            }
        }
        registries = states
        if states.isEmpty { tell("no registry of the configuration can be served by a file", of: nil) }
    }

    // MARK: Fetches

    private func start(_ group: inout DiscardingTaskGroup) {
        let wall = parts.clock.now()
        for index in registries.indices where registries[index].due(wall: wall, steady: now) <= now {
            let since = registries[index].tokensSince
            registries[index].begin(now: now, files: parts.files)
            let state = registries[index]
            group.addTask { await self.fetch(state, since: since) }
        }
    }

    private func fetch(_ state: RegistryState, since: LoopInstant?) async {
        let registry = state.registry
        let answer = await state.fetcher.fetch(tokens.access(since: since), within: Self.fetchLimit, on: parts.loop)
        var verdict = LoginVerdict.good
        if case .success(let fetched) = answer {
            verdict = await parts.probe(fetched, registry, await standing(of: registry))
        }
        guard
            let index = registries.firstIndex(where: {
                $0.registry.name == registry.name && $0.generation == state.generation
            })
        else { return }
        guard !Task.isCancelled else { return registries[index].abandon() }
        switch (answer, verdict) {
        case (.success(let fetched)?, .refused(let reason)):
            fail(
                index,
                "\(fetched.identity): the registry refuses the new credential (\(reason)), which is not written"
            )
        case (.success(let fetched)?, _):
            if case .unknown(let reason) = verdict {
                tell(
                    "registry \(registry.name) could not say whether it takes the new credential: \(reason)",
                    of: registry.name
                )
            }
            take(fetched, at: index)
        case (.failure(let error)?, _): fail(index, error.description, pause: error.retryAfter ?? .zero)
        case (nil, _):
            fail(index, "\(state.fetcher.scope): nobody answered within \(Self.fetchLimit.components.seconds) s")
        }
        signal.fire()
    }

    /// What the file has for a registry and what has not ended; nil where that is nothing.
    private func standing(of registry: Registry) async -> DockerAuths? {
        let now = parts.clock.now()
        let alive = entries.filter { $0.registry == registry.name && $0.expiresAt ?? .distantFuture > now }
        guard !alive.isEmpty else { return nil }
        let (file, keys) = (file, Set(alive.map(\.key)))
        let standing = await besideLoop { file.entries(under: keys, now: now) }
        return standing.isEmpty ? nil : DockerAuths(entries: standing)
    }

    private func take(_ fetched: FetchedCredential, at index: Int) {
        let name = registries[index].registry.name
        if let end = fetched.expiresAt, end <= parts.clock.now() {
            return fail(
                index,
                "\(fetched.identity): the provider gave a credential whose time was over at \(end.whole): compare the clock of this node with "
                    + "the time of day"
            )
        }
        if registries[index].failures > 0, fetched.missing.isEmpty {
            parts.logger.notice("the credential of registry \(name) can be fetched again", [.registry: "\(name)"])
        }
        let isNew = registries[index].succeed(fetched, now: now, random: parts.random())
        let missing = fetched.missing.reasons
        for reason in missing { tell("registry \(name): \(reason)", of: name) }
        guard isNew else { return }
        isDirty = true
        for fault in fetched.faults where !missing.contains(fault) {
            tell("registry \(name): \(fetched.identity): \(fault)", of: name)
        }
        if let life = fetched.expiresAt.map({ $0 - fetched.fetchedAt }), life < RegistryState.shortLife {
            tell(
                "registry \(name): its credential lives for \(life.components.seconds) s only, and the kubelet may read the file 5 minutes after a "
                    + "change: this way cannot keep it fresh; use the credential provider plugin for it",
                of: name
            )
        }
    }

    private func fail(_ index: Int, _ problem: String, pause: Duration = .zero) {
        let name = registries[index].registry.name
        registries[index].fail(problem, pause: pause, now: now, random: parts.random())
        tell("registry \(name): \(problem)", of: name)
    }
}

/// What a look at the configuration file gave.
private enum ConfigurationLook: Sendable {
    case new(Configuration.Reading)
    case refused(String)
    case same(isRecovered: Bool)
}
