/// Go's `time.ParseDuration` and `Duration.String`, in nanoseconds.
struct GoTime: Sendable, Equatable {
    let nanoseconds: Int64

    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
    ]

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Reads a text as `metav1.Duration` does.
    init(parsing text: String) throws(GoError) {
        let invalid = GoError("time: invalid duration \(text.goQuoted)")
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        guard !rest.isEmpty else { throw invalid }
        var total = 0.0
        if rest == "0" { rest = "" }
        while !rest.isEmpty {
            let digits = rest.prefix { $0 == "." || ("0"..."9").contains($0) }
            let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
            guard !digits.isEmpty, digits != ".", parts.count <= 2, let number = Double("0\(digits)0") else {
                throw invalid
            }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
            guard !unit.isEmpty else { throw GoError("time: missing unit in duration \(text.goQuoted)") }
            guard let scale = Self.units.first(where: { $0.name == unit })?.nanoseconds else {
                throw GoError("time: unknown unit \(String(unit).goQuoted) in duration \(text.goQuoted)")
            }
            // A zero behind the digits of a whole number would make it ten times as large.
            total += (parts.count == 2 ? number : number / 10) * scale
            rest = rest[unit.endIndex...]
        }
        guard total < 9.2e18 else { throw invalid }
        nanoseconds = Int64(total.rounded()) * (isNegative ? -1 : 1)
    }

    var duration: Duration { .nanoseconds(nanoseconds) }

    /// As Go prints it, for durations of whole milliseconds: `-1m0s`.
    var text: String {
        let milliseconds = nanoseconds.magnitude / 1_000_000
        let (seconds, fraction) = (milliseconds / 1000, milliseconds % 1000)
        guard seconds > 0 || fraction == 0 else { return "\(nanoseconds < 0 ? "-" : "")\(fraction)ms" }
        var thousandths = fraction == 0 ? "" : "." + String(String(1000 + fraction).dropFirst())
        while thousandths.hasSuffix("0") { thousandths.removeLast() }
        var text = "\(seconds % 60)\(thousandths)s"
        if seconds >= 60 { text = "\(seconds / 60 % 60)m" + text }
        if seconds >= 3600 { text = "\(seconds / 3600)h" + text }
        return (nanoseconds < 0 ? "-" : "") + text
    }
}
