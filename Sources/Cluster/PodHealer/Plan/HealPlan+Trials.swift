internal import EventLoop
internal import SecretKeeper

/// What was found out of a registry's credential.
struct TrialState: Sendable {
    /// The result of the last trial and when it was made; nil before the first.
    var result: CredentialTrial?
    var at = LoopInstant.start
    /// The master's revision that was tried.
    var revision = ""
    /// No other one before.
    var next = LoopInstant.start
    /// Trials in a row that found the same credential refused, or nobody to ask.
    var failures = 0
    var isUnderWay = false
}

extension HealPlan {
    /// The least and the longest time between two trials of one registry: each is a login, and many refused ones lock an account.
    static let trialPause = Duration.seconds(600)
    static let longestTrialPause = Duration.seconds(6 * 3600)
    /// How long a Pod goes on failing that could pull now: the kubelet's longest back-off and some.
    static let settling = Duration.seconds(390)
    /// How long a Secret may be missing before the Pod's owner is told: the keeper is at it.
    static let patience = Duration.seconds(60)

    /// The registry whose credential is to be tried out now, for which ``tried(_:_:revision:now:)`` is called then; one at a time.
    mutating func nextTrial(now: LoopInstant) -> String? {
        guard isLeader, !trials.values.contains(where: \.isUnderWay) else { return nil }
        var due: Set<String> = []
        for patient in patients.values where patient.finding.cause == .refused && !patient.isLeaving {
            for registry in patient.finding.registries {
                guard let trial = trials[registry] else {
                    due.insert(registry)
                    continue
                }
                // What was tried since the Pod began to fail says all that there is to say.
                if now >= trial.next, trial.at < patient.since || trial.result.map(isWorthRepeating) ?? true {
                    due.insert(registry)
                }
            }
        }
        guard let registry = due.min() else { return nil }
        trials[registry, default: TrialState()].isUnderWay = true
        return registry
    }

    private func isWorthRepeating(_ result: CredentialTrial) -> Bool {
        switch result {
        case .refused, .unknown: true
        case .none, .taken: false
        }
    }

    /// Takes in what came of a trial; `revision` is the master's that was tried.
    mutating func tried(_ registry: String, _ result: CredentialTrial, revision: String, now: LoopInstant) {
        var trial = trials[registry] ?? TrialState()
        let isSame = trial.revision == revision
        trial.isUnderWay = false
        switch result {
        case .taken, .none: trial.failures = 0
        case .refused, .unknown: trial.failures = isSame ? min(trial.failures + 1, 16) : 1
        }
        (trial.result, trial.at, trial.revision) = (result, now, revision)
        let doublings = max(0, trial.failures - 1)
        trial.next = now + min(Self.trialPause * (1 << min(doublings, 6)), Self.longestTrialPause)
        trials[registry] = trial
    }

    /// What is to be told of a Pod now.
    func news(of patient: Patient, now: LoopInstant) -> HealNews? {
        guard !patient.isLeaving else { return nil }
        let finding = patient.finding
        let news: HealNews?
        switch finding.cause {
        case .missed: news = .missed
        case .misplaced: news = now >= patient.since + Self.patience ? .misplaced : nil
        case .refused: news = newsOfRefusal(patient, now: now)
        }
        return news.flatMap { patient.told.contains($0) ? nil : $0 }
    }

    private func newsOfRefusal(_ patient: Patient, now: LoopInstant) -> HealNews? {
        let results = patient.finding.registries.compactMap { registry -> TrialState? in
            guard let trial = trials[registry], trial.result != nil, trial.at >= patient.since else { return nil }
            return trial
        }
        // One of several may be the one that counts: nothing is said before all are known.
        guard results.count == patient.finding.registries.count else { return nil }
        var isRefused = false
        for trial in results {
            switch trial.result {
            case .refused(_, isFetching: true)?: return .refreshed
            case .refused(_, isFetching: false)?: isRefused = true
            case .taken?: break
            case .unknown?, CredentialTrial.none?, nil: if !isRefused { return nil }
            }
        }
        if isRefused { return .refused }
        return now >= patient.since + Self.settling ? .denied : nil
    }
}
