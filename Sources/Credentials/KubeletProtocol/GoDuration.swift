internal import Text

/// A duration as Go prints it and the kubelet reads it in `cacheDuration`: `12h0m0s`, `1.5h`, `300ms`, `0`.
package enum GoDuration {
    private static let units: [(name: String, seconds: Double)] = [
        ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("h", 3600), ("m", 60), ("s", 1),
    ]

    /// A duration as Go prints it, without its fraction of a second: `1h0m0s`, `5m0s`, `0s`; less than nothing is nothing.
    package static func text(_ duration: Duration) -> String {
        let all = max(0, duration.components.seconds)
        let (hours, minutes) = (all / 3600, all / 60)
        return (hours > 0 ? "\(hours)h" : "") + (minutes > 0 ? "\(minutes % 60)m" : "") + "\(all % 60)s"
    }

    /// The duration of a text; nil for one that Go would not read.
    package static func read(_ text: String) -> Duration? {
        var rest = text[...]
        var sign = 1.0
        if let first = rest.first, first == "-" || first == "+" {
            if first == "-" { sign = -1 }
            rest.removeFirst()
        }
        if rest == "0" { return .zero }
        guard !rest.isEmpty, text.utf8.count <= 64 else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0 == "." || ("0"..."9").contains($0) }
            rest = rest[digits.endIndex...]
            guard let number = number(digits), let unit = units.first(where: { rest.hasPrefix($0.name) }) else {
                return nil
            }
            rest = rest.dropFirst(unit.name.count)
            total += number * unit.seconds
        }
        return .bounded(seconds: sign * total)
    }

    /// Go takes `1.` and `.5`, and not `.` alone.
    private static func number(_ digits: Substring) -> Double? {
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.contains(where: { !$0.isEmpty }) else { return nil }
        return Double("0" + parts[0] + "." + (parts.count == 2 ? parts[1] : "") + "0")
    }
}
