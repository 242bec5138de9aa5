internal import Text

/// Numbers as YAML 1.1 spells them in go-yaml v2, turned into JSON number text.
///
/// Whole numbers of any size keep their digits, and fractions the precision they were written with.
enum NumberText {
    /// The number that an unquoted text stands for, or nil when it is no number.
    ///
    /// The text starts with a sign, a digit or a dot.
    static func resolve(_ text: String) -> YAMLNode.Value? {
        let bytes = Array(text.utf8)
        if bytes.first == UInt8(ascii: ".") {
            // Go reads these without removing underscores first, and accepts one only between two digits.
            return hasStrayUnderscore(bytes) ? nil : decimal(bytes.filter { $0 != UInt8(ascii: "_") })
        }
        let plain = bytes.filter { $0 != UInt8(ascii: "_") }
        return prefixedInteger(plain) ?? decimal(plain)
    }

    /// `0x1f`, `0o17`, `017`, `0b11`, with a sign; nil for everything else and for what does not fit 64 bits.
    private static func prefixedInteger(_ bytes: [UInt8]) -> YAMLNode.Value? {
        var digits = bytes[...]
        let sign = digits.first.flatMap { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") ? $0 : nil }
        if sign != nil { digits.removeFirst() }
        guard digits.count > 1, digits.first == UInt8(ascii: "0") else { return nil }
        digits.removeFirst()
        let radix: Int
        switch digits.first.map({ $0 | 0x20 }) {
        case UInt8(ascii: "x"): radix = 16
        case UInt8(ascii: "o"): radix = 8
        case UInt8(ascii: "b"): radix = 2
        default: radix = 0
        }
        if radix != 0 { digits.removeFirst() }
        // Swift's initialiser takes a sign of its own; a second one is no number.
        guard digits.allSatisfy({ (ASCII.hexValue($0) != nil) }), !digits.isEmpty else { return nil }
        guard let magnitude = UInt64(String(decoding: digits, as: UTF8.self), radix: radix == 0 ? 8 : radix) else {
            return nil
        }
        if sign == nil { return .integer(String(magnitude)) }
        // Go tries an unsigned reading only where there is no sign.
        let limit = UInt64(Int64.max) + (sign == UInt8(ascii: "-") ? 1 : 0)
        guard magnitude <= limit else { return nil }
        return .integer(sign == UInt8(ascii: "-") && magnitude != 0 ? "-\(magnitude)" : String(magnitude))
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?` as JSON text, or nil.
    private static func decimal(_ bytes: [UInt8]) -> YAMLNode.Value? {
        var rest = bytes[...]
        var json: [UInt8] = []
        var isInteger = true
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            if sign == UInt8(ascii: "-") { json.append(sign) }
            rest.removeFirst()
        }
        let whole = rest.prefix(while: ASCII.isDigit)
        rest = rest.dropFirst(whole.count)
        let significant = whole.drop { $0 == UInt8(ascii: "0") }
        json += significant.isEmpty ? [UInt8(ascii: "0")] : Array(significant)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            isInteger = false
            fraction = rest.dropFirst().prefix(while: ASCII.isDigit)
            rest = rest.dropFirst(1 + fraction.count)
            if !fraction.isEmpty { json += [UInt8(ascii: ".")] + fraction }
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            var exponent = rest.dropFirst()
            json.append(UInt8(ascii: "e"))
            if let sign = exponent.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                json.append(sign)
                exponent.removeFirst()
            }
            guard !exponent.isEmpty, exponent.allSatisfy(ASCII.isDigit) else { return nil }
            json += exponent
            rest = []
        }
        guard rest.isEmpty else { return nil }
        let text = String(decoding: json, as: UTF8.self)
        // What no 64-bit float can hold stays text, as in Go.
        guard let value = Double(text), value.isFinite else { return nil }
        if isInteger { return .integer(text == "-0" ? "0" : text) }
        return .float(text)
    }

    /// A float key as Go's `FormatFloat(f, 'g', -1, 32)` writes it.
    static func keyText(ofFloat text: String) -> String {
        guard let value = Float(text), value.isFinite, value != 0 else {
            return text.hasPrefix("-") ? "-0" : "0"
        }
        // Swift prints the same shortest digits; only the notation differs.
        let (digits, exponent) = shortestDigits(of: value.magnitude)
        let sign = value < 0 ? "-" : ""
        // Go changes over at 6 when it is asked for the shortest form.
        if exponent < -4 || exponent >= 6 { return sign + scientific(digits, exponent) }
        return sign + fixed(digits, exponent)
    }

    private static func scientific(_ digits: [UInt8], _ exponent: Int) -> String {
        let magnitude = exponent.magnitude
        let padded = magnitude < 10 ? "0\(magnitude)" : String(magnitude)
        let mantissa = String(decoding: digits.prefix(1), as: UTF8.self)
        let rest = digits.count > 1 ? "." + String(decoding: digits.dropFirst(), as: UTF8.self) : ""
        return "\(mantissa)\(rest)e\(exponent < 0 ? "-" : "+")\(padded)"
    }

    private static func fixed(_ digits: [UInt8], _ exponent: Int) -> String {
        let text = String(decoding: digits, as: UTF8.self)
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text }
        if digits.count <= exponent + 1 { return text + String(repeating: "0", count: exponent + 1 - digits.count) }
        return "\(text.prefix(exponent + 1)).\(text.dropFirst(exponent + 1))"
    }

    /// The significant digits without zeros at either end, and the power of ten of the first.
    private static func shortestDigits(of value: Float) -> (digits: [UInt8], exponent: Int) {
        let parts = value.description.utf8.split(separator: UInt8(ascii: "e"))
        var exponent = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 : 0
        let mantissa = parts.first.map(Array.init) ?? []
        let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.count
        var digits = mantissa.filter { $0 != UInt8(ascii: ".") }
        exponent += point - 1
        while digits.count > 1, digits.first == UInt8(ascii: "0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, exponent)
    }

    private static func hasStrayUnderscore(_ bytes: [UInt8]) -> Bool {
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
            let hasNeighbours = index > 0 && index + 1 < bytes.count
            if !hasNeighbours || !ASCII.isDigit(bytes[index - 1]) || !ASCII.isDigit(bytes[index + 1]) { return true }
        }
        return false
    }
}
