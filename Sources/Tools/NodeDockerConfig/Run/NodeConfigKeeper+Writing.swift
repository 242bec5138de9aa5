internal import Configuration
internal import Credentials
internal import EventLoop
internal import Images
internal import Logging
internal import Logs
internal import Text

extension NodeConfigKeeper {
    /// Puts what registries have into the file, and tells what came of it.
    func write() async {
        let (wall, steady) = (parts.clock.now(), now)
        let allowed = allowed(wall: wall, steady: steady)
        let wanted = registries.filter { allowed.registries.contains($0.registry.name) }
            .flatMap { $0.fetched?.wantedEntries(of: $0.registry.name) ?? [] }
        // What comes meanwhile is for another write.
        isDirty = false
        isWriting = true
        defer { isWriting = false }
        let file = file
        let result = await besideLoop { Result { try file.put(wanted, keeping: allowed.kept) } }
        do {
            try wrote(result.get())
        } catch {
            // Tried again at the next look.
            isDirty = true
            seen = file.status
            fileProblem = "\(error)"
            tell("\(error)", of: nil, level: .error)
        }
    }

    private func wrote(_ outcome: NodeConfigFile.Outcome) {
        seen = outcome.status
        entries = outcome.entries
        allowed = allowedNow
        if fileProblem != nil { parts.logger.notice("\(file.path) can be written again", [.file: "\(file.path)"]) }
        fileProblem = nil
        for remark in outcome.remarks { tell(remark, of: nil) }
        guard !outcome.changes.isEmpty else { return }
        let end = (parts.clock.now() + NodeConfigFile.readingPause + .seconds(1)).whole
        let change =
            "\(file.path) written (\(outcome.changes.joined(separator: ", "))): in force by \(end) at the latest"
        lastChange = change
        parts.logger.notice("\(change)", [.file: "\(file.path)", .count: .number(outcome.entries.count)])
    }

    /// What may stand in the file at this moment.
    var allowedNow: AllowedEntries { allowed(wall: parts.clock.now(), steady: now) }

    private func allowed(wall: Timestamp, steady: LoopInstant) -> AllowedEntries {
        AllowedEntries(
            registries: Set(registries.filter { $0.isUsable(wall: wall, steady: steady) }.map(\.registry.name)),
            kept: kept(wall: wall, steady: steady)
        )
    }

    /// The keys of ours that stay though nobody has fetched a credential for them: the last one is good until its end.
    private func kept(wall: Timestamp, steady: LoopInstant) -> Set<String> {
        let keys = entries.filter { entry in
            // A registry may have got another name, or its images to another one, which has nothing yet.
            let own = registries.first { $0.registry.name == entry.registry }
            let heir = registries.first { $0.registry.hasKey(entry.key) }
            guard let state = own ?? heir,
                state.lacks(entry.key) || !state.isUsable(wall: wall, steady: steady)
            else { return false }
            return state.isUsable(until: entry.expiresAt, wall: wall, steady: steady)
        }
        return Set(keys.map(\.key))
    }

    /// Tells something, unless it was told a short while ago.
    func tell(_ message: String, of registry: String?, level: Logger.Level = .warning) {
        if let last = told[message], now - last < Self.reminderPause { return }
        told = told.filter { now - $0.value < Self.reminderPause }
        told[message] = now
        parts.logger.log(level, "\(message)", registry.map { [.registry: "\($0)"] } ?? [.file: "\(file.path)"])
    }

    /// What came of a round.
    var report: RoundReport {
        var problems: [String] = []
        for state in registries {
            let problem: String? =
                if let fetched = state.fetched, state.problem == nil {
                    fetched.faults.isEmpty ? nil : "\(fetched.identity): \(fetched.faults.joined(separator: "; "))"
                } else {
                    state.problem ?? "the fetch was given up"
                }
            if let problem { problems.append("registry \(state.registry.name): \(problem)") }
        }
        if let fileProblem { problems.append(fileProblem) }
        if registries.isEmpty { problems.append("no registry of the configuration can be served by a file") }
        return RoundReport(
            summary: lastChange ?? "\(file.path): nothing to change, \(entries.count) entries of Pullpass",
            problems: problems
        )
    }
}

extension Registry {
    /// Whether a key of a file is one under which its images are found.
    fileprivate func hasKey(_ key: String) -> Bool {
        matchImages.contains { AuthsKey.key(forPattern: $0.text) == key }
    }
}

/// What may stand in the file, apart from what others wrote.
struct AllowedEntries: Sendable, Equatable {
    /// The names of the registries whose credential has not ended.
    let registries: Set<String>
    /// The keys that stay though nobody has fetched a credential for them.
    let kept: Set<String>
}

/// What came of one round.
package struct RoundReport: Sendable {
    /// What was written: a sentence.
    package let summary: String
    /// What is not as it should be: sentences.
    package let problems: [String]
}
