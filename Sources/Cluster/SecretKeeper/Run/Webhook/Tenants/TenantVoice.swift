internal import EventLoop
internal import Injection

/// How often something is said about the Secrets of one namespace: once for each fault of one version of a Secret, and a few times in ten
/// minutes, since whoever owns them can make and mend faults without end.
struct TenantVoice: Sendable {
    /// How long a fault is not told again.
    static let window = Duration.seconds(600)
    /// So many are told within ``window``.
    static let limit = 8

    private struct Fault: Hashable {
        let uid: String
        let version: String
        let kind: String
    }

    private var told: [Fault: LoopInstant] = [:]

    /// Whether nothing was told lately.
    func isSilent(at now: LoopInstant) -> Bool { !told.values.contains { now < $0 + Self.window } }

    /// Picks what is to be told now.
    mutating func take(_ reports: [TenantReport], now: LoopInstant) -> [TenantReport] {
        if !told.isEmpty { told = told.filter { now < $0.value + Self.window } }
        return reports.filter { report in
            let fault = Fault(uid: report.uid, version: report.version, kind: report.flaw.kind)
            guard told[fault] == nil, told.count < Self.limit else { return false }
            told[fault] = now
            return true
        }
    }
}
