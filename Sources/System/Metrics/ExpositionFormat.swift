/// The text formats in which metrics are handed out.
package enum ExpositionFormat: Sendable, Hashable {
    /// OpenMetrics 1.0.
    case openMetrics
    /// The Prometheus text format 0.0.4, for scrapers from before OpenMetrics.
    case prometheusText

    /// The value of the `Content-Type` field.
    package var contentType: String {
        switch self {
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        case .prometheusText: "text/plain; version=0.0.4; charset=utf-8"
        }
    }

    /// Picks a format for the `Accept` field of a request (RFC 9110, section 12.5.1).
    ///
    /// OpenMetrics unless the field prefers `text/plain` by a higher `q`, or names it and not OpenMetrics. A wildcard
    /// gives OpenMetrics. A field that allows neither gives OpenMetrics too: a scraper is better served by metrics
    /// than by 406.
    package init(accept: String?) {
        self = .openMetrics
        guard let accept else { return }
        var openMetrics: Int?
        var text: Int?
        for range in accept.utf8.split(separator: UInt8(ascii: ",")) {
            let parts = range.split(separator: UInt8(ascii: ";")).map(ExpositionFormat.lowercasedToken)
            let quality = ExpositionFormat.quality(in: parts.dropFirst())
            switch parts.first {
            case "application/openmetrics-text": openMetrics = max(openMetrics ?? 0, quality)
            case "text/plain": text = max(text ?? 0, quality)
            default: break
            }
        }
        guard let text, text > 0 else { return }
        if text > openMetrics ?? 0 { self = .prometheusText }
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
