import Credentials
import FoundationEssentials
import Text

extension CredentialReport {
    private struct Body: Encodable {
        let report: CredentialReport

        private enum Key: String, CodingKey {
            case name, kind, status, ok, identity, expiresAt, login, loginReason, pullsRemaining, pullLimit, error,
                remarks
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(report.registry, forKey: .name)
            try container.encode(report.kind, forKey: .kind)
            try container.encode(report.word.rawValue, forKey: .status)
            try container.encode(report.word != .failed, forKey: .ok)
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
            try container.encode(report.error ?? reason.flatMap { report.word == .failed ? $0 : nil }, forKey: .error)
        }
    }

    /// Reports as a JSON list, one object a registry: `name`, `kind`, `status` (a ``CheckWord``), `ok` (whether that is not FAILED),
    /// `identity`, `expiresAt` (RFC 3339), `login`, `loginReason`, `pullsRemaining`, `pullLimit`, `error`,
    /// `remarks` (a list).
    package static func json(_ reports: [CredentialReport]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(reports.map(Body.init)) else { return "[]" }
        return String(decoding: data, as: UTF8.self)
    }
}
