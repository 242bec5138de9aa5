import Credentials
package import Text

extension CredentialReport {
    /// Reports as lines for people, aligned, and a last line that counts their words.
    ///
    /// - Parameters:
    ///   - reports: What was found.
    ///   - now: The time of day, for what is left of a life.
    /// - Returns: Text that ends in a line end, or nothing for no reports.
    package static func text(_ reports: [CredentialReport], now: Timestamp) -> String {
        guard !reports.isEmpty else { return "" }
        let nameWidth = reports.map(\.registry.count).max() ?? 0
        let kindWidth = reports.map(\.kind.count).max() ?? 0
        let wordWidth = CheckWord.allCases.map(\.rawValue.count).max() ?? 0
        return reports.reduce(into: "") { text, report in
            let name = report.registry.padded(to: nameWidth)
            let kind = report.kind.padded(to: kindWidth)
            let word = report.word.rawValue.padded(to: wordWidth)
            text += "\(name)  \(kind)  \(word)  \(report.findings(now: now))\n"
        } + summary(reports)
    }

    private static func summary(_ reports: [CredentialReport]) -> String {
        let counts = [CheckWord.ok, .failed, .unknown].map { word in
            "\(reports.count { $0.word == word }) \(word.rawValue)"
        }
        let count = "\(reports.count) \(reports.count == 1 ? "registry" : "registries")"
        let remark =
            reports.contains { $0.word == .unknown }
            ? " (UNKNOWN: fetched, but nobody could say whether the registry takes it; with --strict that fails, too)"
            : ""
        return "\(count): \(counts.joined(separator: ", "))\(remark)\n"
    }

    /// What is wrong stands first.
    private func findings(now: Timestamp) -> String {
        if let error { return error }
        let whose = identity ?? ""
        let parts =
            switch login {
            case nil: [whose, life(now: now)]
            case .good: [whose, life(now: now), "the registry takes it"]
            case .refused(let reason): ["the registry refuses it: \(reason)", whose, life(now: now)]
            case .unknown(let reason):
                ["fetched, but not known whether the registry takes it: \(reason)", whose, life(now: now)]
            }
        let left = quota.map { ["\($0.remaining) of \($0.limit) pulls left"] } ?? []
        let notes = remarks.map { "note: \($0)" }
        return (parts + left + notes).filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private func life(now: Timestamp) -> String {
        guard let expiresAt else { return "no end known" }
        let left = (expiresAt - now).components.seconds
        return "ends \(expiresAt.whole) (\(left > 0 ? "in \(Self.span(left))" : "has ended"))"
    }

    /// `11 h 59 min`, `3 d 4 h`, `42 s`.
    private static func span(_ seconds: Int64) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h \(seconds / 60 % 60) min"
        default: "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
