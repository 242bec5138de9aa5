/// The tree of an expression of CEL.
package indirect enum CELExpression: Sendable {
    case literal(CELValue)
    case name(String)
    case list([CELExpression])
    /// A map, or an object of a type, whose name is left out.
    case map([(CELExpression, CELExpression)])
    case not(CELExpression)
    case negative(CELExpression)
    case binary(String, CELExpression, CELExpression)
    case conditional(CELExpression, CELExpression, CELExpression)
    case member(CELExpression, String)
    case index(CELExpression, CELExpression)
    /// A function, or with a receiver a method or macro.
    case call(CELExpression?, String, [CELExpression])

    /// Reads an expression.
    package init(parsing text: String) throws(CELFault) {
        var parser = CELParser(tokens: try CELToken.tokens(of: text))
        self = try parser.whole()
    }
}

/// Recursive descent by CEL's grammar.
private struct CELParser {
    let tokens: [CELToken]
    var position = 0

    init(tokens: [CELToken]) { self.tokens = tokens }

    mutating func whole() throws(CELFault) -> CELExpression {
        let expression = try expression()
        guard tokens[position] == .end else { throw fault("the end") }
        return expression
    }

    private func fault(_ wanted: String) -> CELFault { CELFault("\(wanted) expected, not \(tokens[position])") }

    private mutating func take(_ symbol: String) -> Bool {
        guard tokens[position] == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(CELFault) {
        if !take(symbol) { throw fault(symbol) }
    }

    private mutating func expression() throws(CELFault) -> CELExpression {
        let condition = try binary(0)
        guard take("?") else { return condition }
        let first = try binary(0)
        try expect(":")
        return .conditional(condition, first, try expression())
    }

    /// The operators by how little they bind.
    private static let levels = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"]]

    private mutating func binary(_ level: Int) throws(CELFault) -> CELExpression {
        guard level < Self.levels.count else { return try unary() }
        var left = try binary(level + 1)
        while let sign = sign(of: level) {
            position += 1
            left = .binary(sign, left, try binary(level + 1))
        }
        return left
    }

    private func sign(of level: Int) -> String? {
        switch tokens[position] {
        case .symbol(let text), .name(let text): Self.levels[level].contains(text) ? text : nil
        default: nil
        }
    }

    private mutating func unary() throws(CELFault) -> CELExpression {
        if take("!") { return .not(try unary()) }
        if take("-") { return .negative(try unary()) }
        var value = try primary()
        while true {
            if take(".") {
                guard case .name(let name) = tokens[position] else { throw fault("a member") }
                position += 1
                value = take("(") ? .call(value, name, try list(until: ")")) : .member(value, name)
            } else if take("[") {
                value = .index(value, try expression())
                try expect("]")
            } else {
                return value
            }
        }
    }

    private mutating func primary() throws(CELFault) -> CELExpression {
        let token = tokens[position]
        position += 1
        switch token {
        case .int(let number): return .literal(.int(number))
        case .text(let text): return .literal(.text(text))
        case .name("true"): return .literal(.bool(true))
        case .name("false"): return .literal(.bool(false))
        case .name("null"): return .literal(.null)
        case .name(let name):
            if take("(") { return .call(nil, name, try list(until: ")")) }
            return take("{") ? try map(hasNames: true) : .name(name)
        case .symbol("("):
            let inner = try expression()
            try expect(")")
            return inner
        case .symbol("["): return .list(try list(until: "]"))
        case .symbol("{"): return try map(hasNames: false)
        default:
            position -= 1
            throw fault("a value")
        }
    }

    private mutating func list(until end: String) throws(CELFault) -> [CELExpression] {
        var elements: [CELExpression] = []
        while !take(end) {
            elements.append(try expression())
            if take(",") { continue }
            try expect(end)
            break
        }
        return elements
    }

    private mutating func map(hasNames: Bool) throws(CELFault) -> CELExpression {
        var entries: [(CELExpression, CELExpression)] = []
        while !take("}") {
            let key = try expression()
            try expect(":")
            if hasNames, case .name(let name) = key {
                entries.append((.literal(.text(name)), try expression()))
            } else {
                entries.append((key, try expression()))
            }
            if take(",") { continue }
            try expect("}")
            break
        }
        return .map(entries)
    }
}
