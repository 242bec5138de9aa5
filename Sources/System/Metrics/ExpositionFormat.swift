/// The text formats in which metrics are handed out.
package enum ExpositionFormat: Sendable, Hashable {
    /// OpenMetrics 1.0.
    case openMetrics
    /// The Prometheus text format 0.0.4, which everything reads.
    case prometheusText

    /// The value of the `Content-Type` field.
    package var contentType: String {
        switch self {
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        case .prometheusText: "text/plain; version=0.0.4; charset=utf-8"
        }
    }

    /// Picks a format for the `Accept` fields of a request (RFC 9110, section 12.5.1) as Prometheus' own client libraries do.
    ///
    /// OpenMetrics is for who names it, in version 1.0.0, 0.0.1 (which reads the same) or none; the text format for everybody else: with
    /// no field, a wildcard, or a field that allows neither, since a scraper is better served by metrics than by 406. With the same `q` the
    /// first that is named wins. Of a format that is asked for in another version only nothing is known.
    ///
    /// - Parameter accept: The field; several of them are joined by commas.
    package init(accept: String?) {
        self = .prometheusText
        var best = 0
        var wildcard = 0
        var isTextNamed = false
        for range in (accept ?? "").utf8.split(separator: UInt8(ascii: ",")) {
            let parts = range.split(separator: UInt8(ascii: ";")).map(Self.lowercasedToken)
            let quality = Self.quality(in: parts.dropFirst())
            guard let named = Self.format(parts) else {
                if ["*/*", "text/*"].contains(parts.first) { wildcard = max(wildcard, quality) }
                continue
            }
            if named == .prometheusText { isTextNamed = true }
            if quality > best { (self, best) = (named, quality) }
        }
        // A wildcard says nothing of what is named as well.
        if !isTextNamed, wildcard > best { self = .prometheusText }
    }

    /// The format that a media range names; nil where it is none of them.
    private static func format(_ parts: [String]) -> Self? {
        let version = parts.dropFirst().first { $0.hasPrefix("version=") }?.dropFirst("version=".count)
        let number = version?.filter { $0 != "\"" }
        return switch parts.first {
        case "application/openmetrics-text": [nil, "1.0.0", "0.0.1"].contains(number) ? .openMetrics : nil
        case "text/plain": [nil, "0.0.4"].contains(number) ? .prometheusText : nil
        default: nil
        }
    }

    private static func lowercasedToken(_ bytes: Substring.UTF8View) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return String(decoding: bytes.filter { !isSpace($0) }, as: UTF8.self).lowercased()
    }

    /// The `q` parameter in thousandths; 1000 where it is absent, 0 where it cannot be read.
    private static func quality(in parameters: ArraySlice<String>) -> Int {
        guard let parameter = parameters.first(where: { $0.hasPrefix("q=") }) else { return 1000 }
        guard let value = Double(parameter.dropFirst(2)), value >= 0, value <= 1 else { return 0 }
        return Int(value * 1000)
    }
}
