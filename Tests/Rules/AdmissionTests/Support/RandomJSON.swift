import TestSupport

/// JSON as Kubernetes writes it, made at random: without white space, with all kinds of values, strings of all lengths around the size of a block.
enum RandomJSON {
    /// An object or array of some bytes to some hundreds.
    static func container(using random: inout SeededGenerator) -> [UInt8] {
        var text: [UInt8] = []
        addContainer(to: &text, depth: 0, using: &random)
        return text
    }

    /// Changes, adds or takes away one byte, or swaps two neighbours; mostly bytes that count.
    static func spoil(_ text: inout [UInt8], using random: inout SeededGenerator) {
        let bytes: [UInt8] =
            Array(#"{}[],:"\ tfn019-.eEu/x"#.utf8) + [0, 9, 10, 0x1F, 0x80, 0xBF, 0xC3, 0xE0, 0xED, 0xF0, 0xF5]
        guard let place = text.indices.randomElement(using: &random), let byte = bytes.randomElement(using: &random)
        else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text[place] = byte
        case 1: text.insert(byte, at: place)
        case 2: text.remove(at: place)
        default: if place > 0 { text.swapAt(place, place - 1) }
        }
    }

    private static func addContainer(to text: inout [UInt8], depth: Int, using random: inout SeededGenerator) {
        let isObject = Int.random(in: 0..<3, using: &random) > 0
        text.append(isObject ? ASCII.brace : ASCII.bracket)
        for index in 0..<Int.random(in: 0..<5, using: &random) {
            if index > 0 { text.append(ASCII.comma) }
            if isObject {
                addString(to: &text, longest: 30, using: &random)
                text.append(ASCII.colon)
            }
            addValue(to: &text, depth: depth + 1, using: &random)
        }
        text.append((isObject ? ASCII.brace : ASCII.bracket) + 2)
    }

    private static func addValue(to text: inout [UInt8], depth: Int, using random: inout SeededGenerator) {
        let scalars = [
            "true", "false", "null", "0", "-0", "17", "-1.5", "2e9", "1E+5", "0.25e-10",
            "123456789012345678901234567890",
        ]
        switch Int.random(in: 0..<8, using: &random) {
        case 0..<2: text += Array((scalars.randomElement(using: &random) ?? "0").utf8)
        case 2..<5: addString(to: &text, longest: 90, using: &random)
        default:
            if depth > 6 {
                addString(to: &text, longest: 5, using: &random)
            } else {
                addContainer(to: &text, depth: depth, using: &random)
            }
        }
    }

    private static func addString(to text: inout [UInt8], longest: Int, using random: inout SeededGenerator) {
        let pieces = [
            "a", "B", "/", " ", "{", "}", "[", "]", ",", ":", #"\""#, #"\\"#, #"\n"#, #"\u003c"#, #"\ud83d\ude00"#, "é",
            "日", "😀", "\u{7F}", "f:name", "12345678",
        ]
        text.append(ASCII.quote)
        let isPlain = Bool.random(using: &random)
        for _ in 0..<Int.random(in: 0...longest, using: &random) / 2 {
            text += Array((isPlain ? "a" : pieces.randomElement(using: &random) ?? "a").utf8)
        }
        text.append(ASCII.quote)
    }

    private enum ASCII {
        static let brace = UInt8(ascii: "{")
        static let bracket = UInt8(ascii: "[")
        static let comma = UInt8(ascii: ",")
        static let colon = UInt8(ascii: ":")
        static let quote = UInt8(ascii: "\"")
    }
}
