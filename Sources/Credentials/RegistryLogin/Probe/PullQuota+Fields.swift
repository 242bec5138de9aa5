import Credentials
import HTTP
import Text

extension PullQuota {
    /// Reads `ratelimit-limit: 100;w=21600`, `ratelimit-remaining: 42;w=21600` and `docker-ratelimit-source`.
    ///
    /// - Returns: Nil when the answer has no quota: there is none for paid accounts.
    init?(_ fields: HTTPFields) {
        guard let (limit, window) = Self.number(fields["ratelimit-limit"]),
            let (remaining, _) = Self.number(fields["ratelimit-remaining"])
        else { return nil }
        let source = fields["docker-ratelimit-source"].map(Printable.text)
        self.init(limit: limit, remaining: remaining, window: window, source: source)
    }

    private static func number(_ value: String?) -> (Int, Duration?)? {
        guard let parts = value?.split(separator: ";"), let first = parts.first,
            let number = Int(first.filter { $0 != " " }), number >= 0
        else { return nil }
        let window = parts.dropFirst().lazy.map { $0.filter { $0 != " " } }.first { $0.hasPrefix("w=") }
        return (number, window.flatMap { Int64($0.dropFirst(2)) }.map { .seconds(max($0, 0)) })
    }
}
