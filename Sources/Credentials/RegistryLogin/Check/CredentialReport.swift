package import Credentials
import FoundationEssentials
package import Text

/// What `pullpass check` found out about the credential of one registry; holds nothing of the credential itself.
package struct CredentialReport: Sendable, Hashable {
    /// The registry's name in the configuration.
    package var registry: String
    /// The kind of its credentials.
    package var kind: String
    /// Who Pullpass is for the provider; nil where that is not known.
    package var identity: String?
    /// When the credential ends; nil when nobody says.
    package var expiresAt: Timestamp?
    /// What came of logging in; nil where nothing was tried: there was no credential, or nobody wanted to know.
    package var login: LoginVerdict?
    /// What Docker Hub says of its pull quota.
    package var quota: PullQuota?
    /// Why there is no credential, or none for some of the images.
    package var error: String?
    /// What works, and is hardly what was meant.
    package var remarks: [String] = []

    /// Makes a report without findings.
    package init(registry: String, kind: String) {
        self.registry = registry
        self.kind = kind
    }

    /// Whether Pods can pull with it, as far as anybody can say from here.
    package var isOK: Bool {
        if case .refused = login { return false }
        return error == nil
    }
}

extension CredentialReport {
    /// Reports as lines for people, aligned.
    ///
    /// - Parameters:
    ///   - reports: What was found.
    ///   - now: The time of day, for what is left of a life.
    /// - Returns: Text that ends in a line end, or nothing for no reports.
    package static func text(_ reports: [CredentialReport], now: Timestamp) -> String {
        let nameWidth = reports.map(\.registry.count).max() ?? 0
        let kindWidth = reports.map(\.kind.count).max() ?? 0
        return reports.reduce(into: "") { text, report in
            let name = report.registry.padded(to: nameWidth)
            let kind = report.kind.padded(to: kindWidth)
            text += "\(name)  \(kind)  \(report.isOK ? "ok    " : "FAILED")  \(report.findings(now: now))\n"
        }
    }

    private func findings(now: Timestamp) -> String {
        if let error { return ([error] + remarks.map { "note: \($0)" }).joined(separator: "; ") }
        var parts = [identity ?? ""]
        if let expiresAt {
            let left = (expiresAt - now).components.seconds
            let span = left > 0 ? "in \(Self.span(left))" : "has ended"
            parts.append("ends \(expiresAt.whole) (\(span))")
        } else {
            parts.append("no end known")
        }
        switch login {
        case nil: break
        case .good: parts.append("the registry takes it")
        case .refused(let reason): parts.append("the registry refuses it: \(reason)")
        case .unknown(let reason): parts.append("not known whether the registry takes it: \(reason)")
        }
        if let quota { parts.append("\(quota.remaining) of \(quota.limit) pulls left") }
        parts += remarks.map { "note: \($0)" }
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
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

extension CredentialReport {
    private struct Body: Encodable {
        let report: CredentialReport

        private enum Key: String, CodingKey {
            case name, kind, ok, identity, expiresAt, login, loginReason, pullsRemaining, pullLimit, error, remarks
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(report.registry, forKey: .name)
            try container.encode(report.kind, forKey: .kind)
            try container.encode(report.isOK, forKey: .ok)
            // Absent values are null, so that a script can count on every key.
            try container.encode(report.identity, forKey: .identity)
            try container.encode(report.expiresAt?.whole, forKey: .expiresAt)
            let (login, reason): (String, String?) =
                switch report.login {
                case nil: ("notTried", nil)
                case .good: ("good", nil)
                case .refused(let reason): ("refused", reason)
                case .unknown(let reason): ("unknown", reason)
                }
            try container.encode(login, forKey: .login)
            try container.encode(reason, forKey: .loginReason)
            try container.encode(report.quota?.remaining, forKey: .pullsRemaining)
            try container.encode(report.quota?.limit, forKey: .pullLimit)
            try container.encode(report.remarks, forKey: .remarks)
            try container.encode(report.error ?? reason.flatMap { report.isOK ? nil : $0 }, forKey: .error)
        }
    }

    /// Reports as a JSON list, one object a registry: `name`, `kind`, `ok`, `identity`, `expiresAt` (RFC 3339), `login`, `loginReason`,
    /// `pullsRemaining`, `pullLimit`, `error`, `remarks`.
    package static func json(_ reports: [CredentialReport]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(reports.map(Body.init)) else { return "[]" }
        return String(decoding: data, as: UTF8.self)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
