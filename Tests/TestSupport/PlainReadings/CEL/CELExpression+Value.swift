import Synchronization

extension CELExpression {
    /// The value with these names; an operator that already knows its answer passes over the fault of its other side.
    package func value(_ names: [String: CELValue]) throws(CELFault) -> CELValue {
        switch self {
        case .literal(let value): return value
        case .name(let name):
            guard let value = names[name] else { throw CELFault("no \(name)") }
            return value
        case .list(let elements):
            var values: [CELValue] = []
            for element in elements { values.append(try element.value(names)) }
            return .list(values)
        case .map(let entries):
            var values: [String: CELValue] = [:]
            for (key, value) in entries { values[try key.text(names)] = try value.value(names) }
            return .map(values)
        case .not(let inner): return .bool(try !inner.flag(names))
        case .negative(let inner): return .int(try -inner.int(names))
        case .binary("||", let left, let right): return try Self.either(left, right, true, names)
        case .binary("&&", let left, let right): return try Self.either(left, right, false, names)
        case .binary(let sign, let left, let right):
            return try Self.combined(sign, try left.value(names), try right.value(names))
        case .conditional(let condition, let first, let second):
            return try condition.flag(names) ? try first.value(names) : try second.value(names)
        case .member(let owner, let name):
            guard case .map(let members) = try owner.value(names), let value = members[name] else {
                throw CELFault("no member \(name)")
            }
            return value
        case .index(let owner, let place):
            return try Self.element(of: try owner.value(names), at: try place.value(names))
        case .call(let receiver, let name, let arguments): return try Self.call(receiver, name, arguments, names)
        }
    }

    private func flag(_ names: [String: CELValue]) throws(CELFault) -> Bool {
        guard case .bool(let flag) = try value(names) else { throw CELFault("no boolean") }
        return flag
    }

    private func int(_ names: [String: CELValue]) throws(CELFault) -> Int {
        guard case .int(let number) = try value(names) else { throw CELFault("no number") }
        return number
    }

    private func text(_ names: [String: CELValue]) throws(CELFault) -> String {
        guard case .text(let text) = try value(names) else { throw CELFault("no string") }
        return text
    }

    private static func either(
        _ left: CELExpression,
        _ right: CELExpression,
        _ decisive: Bool,
        _ names: [String: CELValue]
    ) throws(CELFault) -> CELValue {
        do throws(CELFault) {
            if try left.flag(names) == decisive { return .bool(decisive) }
        } catch {
            if try right.flag(names) == decisive { return .bool(decisive) }
            throw error
        }
        return .bool(try right.flag(names))
    }

    private static func combined(_ sign: String, _ left: CELValue, _ right: CELValue) throws(CELFault) -> CELValue {
        switch (sign, left, right) {
        case ("==", _, _): return .bool(left == right)
        case ("!=", _, _): return .bool(left != right)
        case ("in", _, .list(let elements)): return .bool(elements.contains(left))
        case ("in", .text(let key), .map(let members)): return .bool(members[key] != nil)
        case ("+", .int(let one), .int(let other)): return .int(one + other)
        case ("+", .text(let one), .text(let other)): return .text(one + other)
        case ("+", .list(let one), .list(let other)): return .list(one + other)
        case ("-", .int(let one), .int(let other)): return .int(one - other)
        case ("<", .int(let one), .int(let other)): return .bool(one < other)
        case ("<=", .int(let one), .int(let other)): return .bool(one <= other)
        case (">", .int(let one), .int(let other)): return .bool(one > other)
        case (">=", .int(let one), .int(let other)): return .bool(one >= other)
        default: throw CELFault("no such overload of \(sign)")
        }
    }

    private static func element(of owner: CELValue, at place: CELValue) throws(CELFault) -> CELValue {
        switch (owner, place) {
        case (.list(let elements), .int(let index)) where elements.indices.contains(index): return elements[index]
        case (.map(let members), .text(let key)):
            guard let value = members[key] else { throw CELFault("no key \(key)") }
            return value
        default: throw CELFault("no element \(place)")
        }
    }

    private static func call(
        _ receiver: CELExpression?,
        _ name: String,
        _ arguments: [CELExpression],
        _ names: [String: CELValue]
    ) throws(CELFault) -> CELValue {
        guard let receiver else {
            if name == "has", arguments.count == 1, case .member(let owner, let member) = arguments[0] {
                guard case .map(let members) = try owner.value(names) else { throw CELFault("has() of no map") }
                return .bool(members[member] != nil)
            }
            guard name == "string", arguments.count == 1 else { throw CELFault("no function \(name)") }
            return .text("\(try arguments[0].int(names))")
        }
        let value = try receiver.value(names)
        if case .list(let elements) = value, let last = arguments.last {
            return try macro(name, elements, arguments.dropLast(), last, names)
        }
        var values: [CELValue] = []
        for argument in arguments { values.append(try argument.value(names)) }
        return try method(name, value, values)
    }

    /// What goes through a list, with a name for each element, or one for its place and one for itself.
    private static func macro(
        _ name: String,
        _ elements: [CELValue],
        _ variables: ArraySlice<CELExpression>,
        _ body: CELExpression,
        _ names: [String: CELValue]
    ) throws(CELFault) -> CELValue {
        var own: [String] = []
        var filter: CELExpression?
        for variable in variables {
            if case .name(let name) = variable, own.count < 2, filter == nil {
                own.append(name)
            } else {
                filter = variable
            }
        }
        let isIndexed = name == "transformList"
        guard own.count == (isIndexed ? 2 : 1), filter == nil || isIndexed else {
            throw CELFault("\(name) of \(own.count) names")
        }
        var results: [CELValue] = []
        for (index, element) in elements.enumerated() {
            var inner = names
            if isIndexed { (inner[own[0]], inner[own[1]]) = (.int(index), element) } else { inner[own[0]] = element }
            switch name {
            case "filter": if try body.flag(inner) { results.append(element) }
            case "map": results.append(try body.value(inner))
            case "exists": if try body.flag(inner) { return .bool(true) }
            case "transformList":
                if let filter, try !filter.flag(inner) { continue }
                results.append(try body.value(inner))
            default: throw CELFault("no macro \(name)")
            }
        }
        return name == "exists" ? .bool(false) : .list(results)
    }

    private static func method(_ name: String, _ value: CELValue, _ arguments: [CELValue]) throws(CELFault) -> CELValue
    {
        switch (name, value, arguments.first) {
        case ("size", .list(let elements), nil): return .int(elements.count)
        case ("size", .map(let members), nil): return .int(members.count)
        case ("size", .text(let text), nil): return .int(text.unicodeScalars.count)
        case ("startsWith", .text(let text), .text(let start)): return .bool(text.utf8.starts(with: start.utf8))
        case ("endsWith", .text(let text), .text(let end)):
            return .bool(text.utf8.reversed().starts(with: end.utf8.reversed()))
        case ("contains", .text(let text), .text(let part)):
            return .bool(text.unicodeScalars.contains { String($0) == part })
        case ("matches", .text(let text), .text(let expression)): return .bool(try regex(expression).matches(text))
        case ("split", .text(let text), .text(let separator)):
            guard separator.unicodeScalars.count == 1, let scalar = separator.unicodeScalars.first else {
                throw CELFault("split by one character")
            }
            var most = Int.max
            if case .int(let limit)? = arguments.dropFirst().first { most = limit - 1 }
            let parts = text.unicodeScalars.split(separator: scalar, maxSplits: most, omittingEmptySubsequences: false)
            return .list(parts.map { .text(String($0)) })
        default: throw CELFault("no method \(name)")
        }
    }

    /// Expressions that were read already: a policy asks the same ones of each image.
    private static let known = Mutex<[String: PlainRegex]>([:])

    private static func regex(_ text: String) throws(CELFault) -> PlainRegex {
        if let regex = known.withLock({ $0[text] }) { return regex }
        let regex: PlainRegex
        do throws(PlainRegex.Unknown) { regex = try PlainRegex(text) } catch { throw CELFault(error.description) }
        known.withLock { known in
            if known.count > 256 { known.removeAll() }
            known[text] = regex
        }
        return regex
    }
}
