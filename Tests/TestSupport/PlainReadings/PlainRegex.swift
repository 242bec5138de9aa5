/// A regular expression of RE2, as far as grammars and policies use it, tried on Unicode scalars in linear time.
///
/// Literals, `.`, classes, `\w` and escaped punctuation, `(?:…)` and `(…)`, `|`, `*`, `+`, `?`, `{n}`, `{n,m}`, `^` and `$`. All ends of a
/// text are looked for at once, so that no input makes it slow.
package struct PlainRegex: Sendable {
    /// Why a text is none that this can read.
    package struct Unknown: Error, CustomStringConvertible {
        package let description: String
    }

    enum Instruction: Sendable {
        case scalar(Set)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        case match
    }

    struct Set: Sendable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false

        func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }
    }

    private let program: [Instruction]

    /// Reads an expression.
    package init(_ text: String) throws(Unknown) {
        var compiler = PlainRegexCompiler(text)
        program = try compiler.program()
    }

    /// Whether the expression matches somewhere in a text.
    package func matches(_ text: String) -> Bool { run(text, wholly: false) }

    /// Whether it matches the whole text.
    package func matchesWholly(_ text: String) -> Bool { run(text, wholly: true) }

    private func run(_ text: String, wholly: Bool) -> Bool {
        let scalars = text.unicodeScalars.map(\.value)
        var states: [Int] = []
        var isIn = [Bool](repeating: false, count: program.count)
        for position in 0...scalars.count {
            if position == 0 || !wholly { add(0, position, scalars.count, &states, &isIn) }
            var next: [Int] = []
            var isInNext = [Bool](repeating: false, count: program.count)
            for state in states {
                switch program[state] {
                case .match where !wholly || position == scalars.count: return true
                case .scalar(let set) where position < scalars.count && set.contains(scalars[position]):
                    add(state + 1, position + 1, scalars.count, &next, &isInNext)
                default: break
                }
            }
            (states, isIn) = (next, isInNext)
        }
        return false
    }

    /// Adds a state and all that are reached from it without a character.
    private func add(_ first: Int, _ position: Int, _ count: Int, _ states: inout [Int], _ isIn: inout [Bool]) {
        var open = [first]
        while let state = open.popLast() {
            guard !isIn[state] else { continue }
            isIn[state] = true
            switch program[state] {
            case .jump(let target): open.append(target)
            case .split(let one, let other): open += [one, other]
            case .start: if position == 0 { open.append(state + 1) }
            case .end: if position == count { open.append(state + 1) }
            case .scalar, .match: states.append(state)
            }
        }
    }
}
