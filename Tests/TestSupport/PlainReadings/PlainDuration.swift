/// Go's `time.ParseDuration`, step by step.
package enum PlainDuration {
    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]
    private static let limit: UInt64 = 1 << 63

    /// The nanoseconds of a text; nil where Go reports an error.
    package static func nanoseconds(_ text: String) -> Int64? {
        var rest = Array(text.utf8)[...]
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest.removeFirst()
        }
        if rest.elementsEqual("0".utf8) { return 0 }
        guard !rest.isEmpty else { return nil }
        var total: UInt64 = 0
        while !rest.isEmpty {
            guard let part = part(&rest) else { return nil }
            // Two parts that are each half of all that a word can hold are nothing to Go, and too long to us.
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow, sum <= limit else { return nil }
            total = sum
        }
        if isNegative { return total == limit ? .min : -Int64(total) }
        return Int64(exactly: total)
    }

    private static func part(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        func digits() -> ArraySlice<UInt8> {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits
        }
        let whole = digits()
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = digits()
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        let name = rest.prefix { $0 != UInt8(ascii: ".") && !(0x30...0x39).contains($0) }
        rest = rest.dropFirst(name.count)
        guard let text = String(validating: name, as: UTF8.self),
            let unit = units.first(where: { $0.key.utf8.elementsEqual(text.utf8) })?.value
        else { return nil }
        guard let number = whole.isEmpty ? 0 : UInt64(String(decoding: whole, as: UTF8.self)),
            number <= limit / unit
        else { return nil }
        let share = Double("0." + String(decoding: fraction, as: UTF8.self) + "0") ?? 0
        let value = number * unit + UInt64(share * Double(unit))
        return value <= limit ? value : nil
    }
}
