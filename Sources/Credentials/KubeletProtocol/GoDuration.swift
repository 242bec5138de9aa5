internal import Configuration

/// A duration as Go prints it and the kubelet reads it in `cacheDuration`: `12h0m0s`, `1.5h`, `300ms`, `0`.
package enum GoDuration {
    /// A duration as Go prints it, without its fraction of a second: `1h0m0s`, `5m0s`, `0s`; less than nothing is nothing.
    package static func text(_ duration: Duration) -> String {
        let all = max(0, duration.components.seconds)
        let (hours, minutes) = (all / 3600, all / 60)
        return (hours > 0 ? "\(hours)h" : "") + (minutes > 0 ? "\(minutes % 60)m" : "") + "\(all % 60)s"
    }

    /// The duration of a text; nil for one that Go would not read, such as more than 292 years.
    package static func read(_ text: String) -> Duration? {
        guard text.utf8.count <= 64 else { return nil }
        let sign = text.utf8.first.flatMap { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") ? $0 : nil }
        guard let duration = DurationText.parse(String(text.utf8.dropFirst(sign == nil ? 0 : 1)) ?? "") else {
            return nil
        }
        return sign == UInt8(ascii: "-") ? .zero - duration : duration
    }
}
