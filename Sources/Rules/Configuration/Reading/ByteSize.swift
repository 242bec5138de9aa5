/// Sizes in bytes as Kubernetes writes quantities: `65536`, `64Ki`, `8Mi`, `1M`.
enum ByteSize {
    private static let units: [(name: String, bytes: Int)] = [
        ("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("k", 1000), ("M", 1_000_000), ("G", 1_000_000_000), ("", 1),
    ]

    /// Reads a size; nil when it is none or too large for an `Int`.
    static func parse(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits),
            let unit = units.first(where: { $0.name == text.dropFirst(digits.count) })
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit.bytes)
        return overflow ? nil : bytes
    }

    /// A size in the largest binary unit that holds it whole.
    static func text(_ bytes: Int) -> String {
        for (name, size) in units.prefix(3).reversed() where bytes >= size && bytes.isMultiple(of: size) {
            return "\(bytes / size)\(name)"
        }
        return String(bytes)
    }
}
