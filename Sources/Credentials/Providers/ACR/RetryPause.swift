import Credentials
import HTTP
import Text

/// How long Microsoft's SDKs wait before they ask the metadata service again (azure-identity's `ImdsRetryPolicy`).
enum RetryPause {
    /// The longest wait within one fetch: who asks for more is left to the next one.
    static let longest = Duration.seconds(60)

    /// Whether another attempt may do: the SDK's statuses, and whatever says itself when to come again.
    static func isTransient(_ answer: TokenAnswer) -> Bool {
        [404, 408, 410, 429].contains(answer.status) || (500...599).contains(answer.status)
            || (answer.status >= 400 && said(answer) != nil)
    }

    /// The wait before the `retry`-th attempt more, from 1: what the service says, or else 0, 1.6, 3.2, 6.4 and 12.8 seconds; after 410,
    /// by which it tells of an update of 70 seconds, 0, 5, 10, 20 and 40.
    static func before(retry: Int, _ answer: TokenAnswer) -> Duration {
        if let said = said(answer) { return said }
        guard retry > 1 else { return .zero }
        let milliseconds = (answer.status == 410 ? 2500 : 800) << min(retry - 1, 10)
        return min(.milliseconds(milliseconds), longest)
    }

    /// What the service says: milliseconds, seconds or a date.
    private static func said(_ answer: TokenAnswer) -> Duration? {
        for name in ["retry-after-ms", "x-ms-retry-after-ms"] {
            guard let milliseconds = answer.fields[name].flatMap({ Int64($0) }), milliseconds >= 0 else { continue }
            return .milliseconds(min(milliseconds, 86_400_000))
        }
        if let seconds = answer.fields.retryAfter(atMost: ProviderAnswer.longestPause) { return seconds }
        guard let date = answer.moment(of: "retry-after"), let now = answer.moment(of: "date") else { return nil }
        return min(max(.zero, date - now), ProviderAnswer.longestPause)
    }
}
