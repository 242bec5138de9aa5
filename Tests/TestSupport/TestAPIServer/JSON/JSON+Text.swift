extension JSON {
    /// The compact text, keys in order.
    var text: [UInt8] {
        var output: [UInt8] = []
        append(to: &output)
        return output
    }

    /// Adds the compact text, keys in order.
    func append(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let flag): output += (flag ? "true" : "false").utf8
        case .number(let text): output += text.utf8
        case .string(let text): Self.append(text, to: &output)
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                value.append(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            Self.append(members: members, to: &output)
            output.append(UInt8(ascii: "}"))
        }
    }

    /// Adds members without the braces.
    static func append(members: [String: JSON], to output: inout [UInt8]) {
        var isFirst = true
        for key in members.keys.sorted() {
            guard let value = members[key] else { continue }
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            append(key, to: &output)
            output.append(UInt8(ascii: ":"))
            value.append(to: &output)
        }
    }

    static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let plain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if plain {
            output += text.utf8
        } else {
            for byte in text.utf8 {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
                case 0..<0x20: output += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
                default: output.append(byte)
                }
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
