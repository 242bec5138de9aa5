/// Turns the text of a ``PlainRegex`` into instructions, by recursive descent.
struct PlainRegexCompiler {
    private typealias Instruction = PlainRegex.Instruction
    private typealias Code = [PlainRegex.Instruction]

    private let text: [Unicode.Scalar]
    private var position = 0

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    mutating func program() throws(PlainRegex.Unknown) -> [PlainRegex.Instruction] {
        let code = try alternatives()
        guard position == text.count else { throw unknown("an end") }
        return code + [.match]
    }

    private var current: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    private func unknown(_ wanted: String) -> PlainRegex.Unknown {
        PlainRegex.Unknown(description: "\(wanted) at \(position) of \(String(String.UnicodeScalarView(text)))")
    }

    private mutating func alternatives() throws(PlainRegex.Unknown) -> Code {
        var code = try sequence()
        while take("|") {
            let other = try sequence()
            code =
                [.split(1, code.count + 2)] + Self.moved(code, by: 1) + [.jump(code.count + other.count + 2)]
                + Self.moved(other, by: code.count + 2)
        }
        return code
    }

    private mutating func sequence() throws(PlainRegex.Unknown) -> Code {
        var code: Code = []
        while let scalar = current, scalar != "|", scalar != ")" {
            let piece = try repeated(try atom())
            code += Self.moved(piece, by: code.count)
        }
        return code
    }

    private mutating func atom() throws(PlainRegex.Unknown) -> Code {
        guard let scalar = current else { throw unknown("an atom") }
        position += 1
        switch scalar {
        case "(":
            if take("?"), !take(":") { throw unknown("a plain group") }
            let code = try alternatives()
            guard take(")") else { throw unknown("the end of a group") }
            return code
        case "[": return [.scalar(try set())]
        case "^": return [.start]
        case "$": return [.end]
        case ".": return [.scalar(PlainRegex.Set(ranges: [0x0A...0x0A], isNegated: true))]
        case "\\": return [.scalar(PlainRegex.Set(ranges: try escape()))]
        case "*", "+", "?", "{", "}": throw unknown("a literal")
        default: return [.scalar(PlainRegex.Set(ranges: [scalar.value...scalar.value]))]
        }
    }

    private mutating func repeated(_ code: Code) throws(PlainRegex.Unknown) -> Code {
        if take("*") { return Self.any(code) }
        if take("+") { return code + Self.moved(Self.any(code), by: code.count) }
        if take("?") { return Self.optional(code) }
        guard take("{") else { return code }
        let least = try number()
        var most: Int? = least
        if take(",") { most = current == "}" ? nil : try number() }
        guard take("}"), most.map({ $0 >= least }) ?? true else { throw unknown("the end of a count") }
        var result: Code = []
        for _ in 0..<least { result += Self.moved(code, by: result.count) }
        guard let most else { return result + Self.moved(Self.any(code), by: result.count) }
        var tail: Code = []
        for _ in least..<most { tail = Self.optional(code + Self.moved(tail, by: code.count)) }
        return result + Self.moved(tail, by: result.count)
    }

    private mutating func number() throws(PlainRegex.Unknown) -> Int {
        var value: Int?
        while let digit = current.flatMap({ Character($0).wholeNumberValue }) {
            value = (value ?? 0) * 10 + digit
            position += 1
        }
        guard let value, value <= 1000 else { throw unknown("a number up to 1000") }
        return value
    }

    private mutating func set() throws(PlainRegex.Unknown) -> PlainRegex.Set {
        var set = PlainRegex.Set(ranges: [], isNegated: take("^"))
        while !take("]") || set.ranges.isEmpty {
            guard let first = current else { throw unknown("the end of a class") }
            position += 1
            if first == "\\" {
                set.ranges += try escape()
                continue
            }
            guard current == "-", position + 1 < text.count, text[position + 1] != "]" else {
                set.ranges.append(first.value...first.value)
                continue
            }
            let last = text[position + 1]
            guard last >= first, last != "\\" else { throw unknown("a range") }
            set.ranges.append(first.value...last.value)
            position += 2
        }
        return set
    }

    private mutating func escape() throws(PlainRegex.Unknown) -> [ClosedRange<UInt32>] {
        guard let scalar = current else { throw unknown("an escape") }
        position += 1
        if scalar == "w" { return [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A] }
        guard scalar.isASCII, !Character(scalar).isLetter, !Character(scalar).isNumber else {
            throw unknown("escaped punctuation")
        }
        return [scalar.value...scalar.value]
    }

    private static func any(_ code: Code) -> Code {
        [.split(1, code.count + 2)] + moved(code, by: 1) + [.jump(0)]
    }

    private static func optional(_ code: Code) -> Code { [.split(1, code.count + 1)] + moved(code, by: 1) }

    private static func moved(_ code: Code, by offset: Int) -> Code {
        code.map { instruction in
            switch instruction {
            case .split(let one, let other): .split(one + offset, other + offset)
            case .jump(let target): .jump(target + offset)
            default: instruction
            }
        }
    }
}
