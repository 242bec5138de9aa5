/// A Go type, as far as decoding JSON into it goes: `sigs.k8s.io/json`, in which names count in their exact case.
indirect enum GoType: Sendable {
    case string(named: String = "string")
    case bool
    /// `metav1.Duration`.
    case duration
    case list(GoType, named: String)
    case map(GoType, named: String)
    case structure(named: String, package: String, fields: [String: GoType])

    private var name: String {
        switch self {
        case .string(let name), .list(_, let name), .map(_, let name): name
        case .bool: "bool"
        case .duration: "v1.Duration"
        case .structure(let name, let package, _): "\(package).\(name)"
        }
    }

    /// Decodes a value, and says what Go says of it.
    ///
    /// - Returns: unknown and doubled fields, in the order in which they are met.
    /// - Throws: the first value of a wrong type, after which the rest is still read.
    func complaints(about value: GoJSON) throws(GoError) -> [String] {
        var walk = Walk()
        walk.visit(value, self)
        if let failure = walk.failure { throw failure }
        return walk.strict
    }

    private struct Walk {
        var failure: GoError?
        var strict: [String] = []
        /// Where it is, as strict complaints name it.
        private var path = ""
        /// Where it is, as complaints about types name it.
        private var fields: [String] = []
        private var structure = ""

        mutating func visit(_ value: GoJSON, _ type: GoType) {
            switch (type, value) {
            case (_, .null), (.string, .string), (.bool, .bool): break
            case (.duration, .string(let text)):
                do { _ = try GoTime(parsing: text) } catch { fail(error) }
            case (.duration, _): fail(mismatch(value, .string()))
            case (.list(let element, _), .array(let values)):
                for (index, value) in values.enumerated() { step("[\(index)]") { $0.visit(value, element) } }
            case (.map(let element, _), .object(let members)):
                for (index, member) in members.enumerated() {
                    if members[..<index].contains(where: { $0.key == member.key }) { report("duplicate", member.key) }
                    step(separator + member.key) { $0.visit(member.value, element) }
                }
            case (.structure(let name, _, let known), .object(let members)):
                visit(members, of: name, known)
            default: fail(mismatch(value, type))
            }
        }

        private mutating func visit(_ members: [GoJSON.Member], of name: String, _ known: [String: GoType]) {
            let outer = (fields, structure)
            for (index, member) in members.enumerated() {
                guard let type = known[member.key] else {
                    report("unknown", member.key)
                    continue
                }
                if members[..<index].contains(where: { $0.key == member.key }) { report("duplicate", member.key) }
                (fields, structure) = (outer.0 + [member.key], name)
                step(separator + member.key) { $0.visit(member.value, type) }
            }
            (fields, structure) = outer
        }

        private var separator: String { path.isEmpty ? "" : "." }

        private mutating func step(_ more: String, _ body: (inout Walk) -> Void) {
            let before = path
            path += more
            body(&self)
            path = before
        }

        private mutating func report(_ what: String, _ key: String) {
            let words = "\(what) field \((path + separator + key).goQuoted)"
            if strict.count < 100, !strict.contains(words) { strict.append(words) }
        }

        private mutating func fail(_ error: GoError) { failure = failure ?? error }

        private func mismatch(_ value: GoJSON, _ type: GoType) -> GoError {
            let target =
                structure.isEmpty ? "value" : "struct field \(structure).\(fields.joined(separator: "."))"
            return GoError("json: cannot unmarshal \(value.kind) into Go \(target) of type \(type.name)")
        }
    }
}
