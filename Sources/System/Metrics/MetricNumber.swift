/// Numbers as OpenMetrics writes them.
enum MetricNumber {
    /// A sample's value: the shortest text that reads back as the same number.
    static func sample(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value.description
    }

    /// A value of the label `le`, in the canonical form of OpenMetrics ("Considerations: Canonical Numbers").
    ///
    /// That is Go's `%g` with `.0` added where neither a point nor an exponent shows that it is a float. Labels are
    /// compared as text, so `1.0` and `1` would be two different buckets.
    static func canonical(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0.0" : sample(value) }
        let (digits, exponent) = decimal(value.magnitude)
        let sign = value < 0 ? "-" : ""
        if exponent < -4 || exponent >= 6 {
            let fraction = digits.dropFirst()
            let magnitude = exponent.magnitude
            return sign + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
                + (exponent < 0 ? "e-" : "e+") + (magnitude < 10 ? "0" : "") + String(magnitude)
        }
        if exponent < 0 {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
        }
        let padded = digits + String(repeating: "0", count: max(0, exponent + 1 - digits.count))
        let fraction = padded.dropFirst(exponent + 1)
        return sign + padded.prefix(exponent + 1) + "." + (fraction.isEmpty ? "0" : fraction)
    }

    /// The shortest significant digits of a positive number, and the power of ten of the first of them.
    private static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
        let halves = value.description.split(separator: "e", maxSplits: 1)
        let mantissa = (halves.first ?? "0").split(separator: ".", maxSplits: 1)
        let whole = mantissa.first ?? "0"
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        var digits = Substring(whole + fraction)
        var exponent = whole.count - 1 + (halves.count > 1 ? Int(halves[1]) ?? 0 : 0)
        while digits.count > 1, digits.first == "0" {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        return (String(digits), exponent)
    }
}
