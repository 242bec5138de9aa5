/// The words of Entra ID's errors.
package enum EntraProblem {
    /// The first number after `AADSTS`; nil where there is none.
    package static func number(in text: String?) -> Int? {
        guard let text, let start = text.firstRange(of: "AADSTS")?.upperBound else { return nil }
        return Int(text[start...].prefix { $0.isASCII && $0.isNumber }.prefix(9))
    }

    /// A message without what support alone needs at its length: of `… Trace ID: a Correlation ID: b Timestamp: c`, in one line or in
    /// several, the two IDs stay, in brackets.
    ///
    /// - Returns: The same text where it is none of Entra ID's.
    package static func shortened(_ text: String) -> String {
        guard number(in: text) != nil, let cut = text.firstRange(of: "Trace ID:") else { return text }
        let words = text[..<cut.lowerBound].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let ids = ["Trace ID", "Correlation ID"].compactMap { name -> String? in
            guard let start = text[cut.lowerBound...].firstRange(of: "\(name):")?.upperBound else { return nil }
            let id = text[start...].drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
            return id.isEmpty ? nil : "\(name) \(id.prefix(40))"
        }
        return ids.isEmpty ? words : "\(words) (\(ids.joined(separator: ", ")))"
    }
}
