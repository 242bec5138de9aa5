internal import EventLoop

/// What may be said about namespaces, whose owners could make us say it without end.
extension KeeperPlan {
    /// Whether one more thing may be said about a namespace; it counts.
    mutating func mayTell(_ row: Int, now: LoopInstant) -> Bool {
        noticeBudgets[row, default: NoticeBudget()].take(now)
    }

    /// Whether the failure of a piece of work is told in its namespace: the first, and about once an hour while it goes on, since
    /// Events are kept no longer.
    ///
    /// It counts as something that is said. Asked before the failure is taken in.
    mutating func mayTellFailure(of work: PlannedWork, now: PlanTime) -> Bool {
        guard CopyState.isWorthTelling(failures: failures(of: work)) else { return false }
        return mayTell(work.key.row, now: now.steady)
    }
}

extension CopyState {
    /// How many failures take about an hour where each waits for the longest time.
    private static let failuresInAnHour: UInt8 = 12
    /// How many take about an hour at first.
    private static let firstFailures = 20

    /// Whether a failure is told, by how many there were before it.
    static func isWorthTelling(failures: Int) -> Bool {
        guard failures > 0 else { return true }
        return failures >= firstFailures
            && (failures - firstFailures).isMultiple(of: Int(failuresInAnHour))
    }

    /// Counts a failure; past the largest number it goes round in an hour's worth of them.
    mutating func countFailure() {
        failures = failures == .max ? .max - Self.failuresInAnHour + 1 : failures + 1
    }
}
