/// A token of CEL.
enum CELToken: Equatable {
    case name(String)
    case int(Int)
    case text(String)
    case symbol(String)
    case end

    /// The tokens of an expression (https://github.com/google/cel-spec), without bytes, comments and numbers that are not whole.
    static func tokens(of text: String) throws(CELFault) -> [CELToken] {
        var tokens: [CELToken] = []
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.first {
            if scalar.properties.isWhitespace {
                rest.removeFirst()
            } else if scalar == "'" {
                tokens.append(.text(try literal(&rest, isRaw: false)))
            } else if scalar == "r", rest.dropFirst().first == "'" {
                rest.removeFirst()
                tokens.append(.text(try literal(&rest, isRaw: true)))
            } else if isDigit(scalar) {
                let digits = rest.prefix(while: isDigit)
                rest = rest.dropFirst(digits.count)
                tokens.append(.int(Int(String(digits)) ?? 0))
            } else if isNameScalar(scalar) {
                let name = rest.prefix { isNameScalar($0) || isDigit($0) }
                rest = rest.dropFirst(name.count)
                tokens.append(.name(String(name)))
            } else {
                let pair = String(String.UnicodeScalarView(rest.prefix(2)))
                let isPair = ["||", "&&", "==", "!=", "<=", ">="].contains(pair)
                guard isPair || "?:()[]{}.,+-!<>".unicodeScalars.contains(scalar) else {
                    throw CELFault("no token: \(scalar)")
                }
                tokens.append(.symbol(isPair ? pair : String(scalar)))
                rest = rest.dropFirst(isPair ? 2 : 1)
            }
        }
        return tokens + [.end]
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func literal(_ rest: inout Substring.UnicodeScalarView, isRaw: Bool) throws(CELFault) -> String {
        rest.removeFirst()
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst(), scalar != "\n" {
            if scalar == "'" { return String(text) }
            guard scalar == "\\", !isRaw else {
                text.append(scalar)
                continue
            }
            guard let escape = rest.popFirst() else { break }
            switch escape {
            case "'", "\\": text.append(escape)
            case "U":
                let digits = String(String.UnicodeScalarView(rest.prefix(8)))
                rest = rest.dropFirst(8)
                guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
                    throw CELFault("\\U\(digits)")
                }
                text.append(scalar)
            default: throw CELFault("an escape: \\\(escape)")
            }
        }
        throw CELFault("a string without its end")
    }
}
