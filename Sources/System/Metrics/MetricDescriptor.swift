/// What a metric family is called and means: the `# TYPE`, `# UNIT` and `# HELP` lines.
struct MetricDescriptor: Sendable {
    enum Kind: String, Sendable { case counter, gauge, histogram, info }

    var name: String
    var kind: Kind
    var unit: String?
    var help: String
    var labelNames: [String] = []

    /// Traps on a name that OpenMetrics does not allow; names are constants of the program, never input.
    func validate() {
        precondition(MetricDescriptor.isName(name, allowingColon: true), "\(name) is no metric name")
        let reserved = ["_total", "_created", "_bucket", "_count", "_sum", "_info"]
        precondition(!reserved.contains { name.hasSuffix($0) }, "\(name): the suffix is added when rendering")
        if let unit { precondition(name.hasSuffix("_" + unit), "\(name) must end in its unit, _\(unit)") }
        for label in labelNames {
            precondition(MetricDescriptor.isName(label, allowingColon: false), "\(label) is no label name")
            precondition(!label.hasPrefix("__") && label != "le", "\(label) is a reserved label name")
        }
        precondition(Set(labelNames).count == labelNames.count, "\(name) has a label twice")
    }

    private static func isName(_ text: String, allowingColon: Bool) -> Bool {
        var isFirst = true
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9") where !isFirst: break
            case UInt8(ascii: ":") where allowingColon: break
            default: return false
            }
            isFirst = false
        }
        return !isFirst
    }
}
