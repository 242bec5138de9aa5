/// Writes metric families as text.
struct ExpositionWriter {
    let format: ExpositionFormat
    private(set) var bytes: [UInt8] = []

    init(format: ExpositionFormat) {
        self.format = format
    }

    /// The lines that introduce a family.
    mutating func describe(_ family: MetricDescriptor) {
        var name = family.name
        var kind = family.kind.rawValue
        if format == .prometheusText {
            // The old format knows no info metrics and names a counter family as its samples.
            switch family.kind {
            case .counter: name += "_total"
            case .info:
                name += "_info"
                kind = "gauge"
            case .gauge, .histogram: break
            }
        }
        line("# TYPE \(name) \(kind)")
        if let unit = family.unit, format == .openMetrics { line("# UNIT \(name) \(unit)") }
        append("# HELP \(name) ")
        appendEscaped(family.help, quotes: format == .openMetrics)
        append("\n")
    }

    /// One sample line.
    mutating func sample(_ name: String, suffix: String = "", labels: [(name: String, value: String)], value: String) {
        append(name)
        append(suffix)
        var separator = "{"
        for label in labels {
            append(separator)
            append(label.name)
            append("=\"")
            appendEscaped(label.value, quotes: true)
            append("\"")
            separator = ","
        }
        if !labels.isEmpty { append("}") }
        line(" " + value)
    }

    /// The bucket, sum and count lines of one histogram.
    mutating func histogram(_ name: String, labels: [(name: String, value: String)], _ histogram: Histogram) {
        let snapshot = histogram.snapshot()
        let bounds = histogram.upperBounds.map(MetricNumber.canonical) + ["+Inf"]
        for (bound, count) in zip(bounds, snapshot.cumulativeCounts) {
            sample(name, suffix: "_bucket", labels: labels + [("le", bound)], value: String(count))
        }
        sample(name, suffix: "_sum", labels: labels, value: MetricNumber.sample(snapshot.sum))
        sample(name, suffix: "_count", labels: labels, value: String(snapshot.cumulativeCounts.last ?? 0))
    }

    /// Ends the text; nothing may follow.
    mutating func finish() {
        if format == .openMetrics { line("# EOF") }
    }

    private mutating func line(_ text: String) {
        append(text)
        append("\n")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func appendEscaped(_ text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\"") where quotes: append("\\\"")
            default: bytes.append(byte)
            }
        }
    }
}
