internal import Configuration
internal import Credentials
internal import EventLoop
internal import Text

extension KeeperPlan {
    /// Looks at how new credentials spread: which have to hurry, and which will be late; once a second at most.
    mutating func lookAtSpreading(now: PlanTime) {
        guard isLeader, now.steady >= spreadingLookAt else { return }
        spreadingLookAt = now.steady + RotationPace.interval
        let total = queue.rotations
        let pace = pace.look(
            isWaiting: total > 0,
            configured: configuration.keeper.requestsPerSecond,
            now: now.steady
        )
        let needed = RefreshSchedule.spreadTime(copies: total, writesPerSecond: pace)
        var waiting: [String: Int] = [:]
        for (column, name) in copies.secretNames.enumerated() {
            guard let registry = name.purpose.registry else { continue }
            waiting[registry, default: 0] += queue.rotations(ofColumn: column)
        }
        for registry in credentials.keys.sorted() {
            let wasUrgent = credentials[registry]?.spreading.isUrgent ?? false
            credentials[registry]?.spreading.update(waiting: waiting[registry] ?? 0, needed: needed, now: now.wall)
            guard let spreading = credentials[registry]?.spreading else { continue }
            if spreading.isUrgent, !wasUrgent { reviewColumns(of: registry, now: now) }
            guard spreading.lateness > .zero, !spreading.wasTold else { continue }
            credentials[registry]?.spreading.wasTold = true
            let left = (spreading.oldEnd ?? now.wall) - now.wall
            notices.append(.rotationLate(registry: registry, waiting: spreading.waiting, needed: needed, left: left))
        }
        hasLookedAtSpreading = true
    }

    /// How new credentials spread, if that was looked at since the last time.
    mutating func takeSpreading() -> [SpreadingReport] {
        guard hasLookedAtSpreading else { return [] }
        hasLookedAtSpreading = false
        return credentials.map {
            SpreadingReport(
                registry: $0.key,
                waiting: $0.value.spreading.waiting,
                lateness: $0.value.spreading.lateness
            )
        }
    }

    /// Forgets what a leader knew of spreading: only a leader writes.
    mutating func endSpreading() {
        for registry in credentials.keys {
            credentials[registry]?.spreading.update(waiting: 0, needed: .zero, now: .distantPast)
        }
        hasLookedAtSpreading = true
    }
}
