/// A MutatingAdmissionPolicy of ours, evaluated as the API server would, without constraints, costs and types.
package struct PlainPolicy: Sendable {
    private let conditions: [CELExpression]
    private let variables: [(name: String, expression: CELExpression)]
    private let mutations: [CELExpression]

    /// Reads the `spec` of a policy.
    package init(spec: ReferenceJSON) throws(CELFault) {
        conditions = try Self.expressions(spec["matchConditions"]).map(\.expression)
        variables = try Self.expressions(spec["variables"])
        var mutations: [CELExpression] = []
        for mutation in spec["mutations"]?.elements ?? [] {
            mutations.append(try CELExpression(parsing: mutation["jsonPatch"]?["expression"]?.string ?? ""))
        }
        self.mutations = mutations
    }

    /// Named expressions, as they stand in a list.
    package static func expressions(_ list: ReferenceJSON?) throws(CELFault) -> [(
        name: String, expression: CELExpression
    )] {
        var expressions: [(name: String, expression: CELExpression)] = []
        for item in list?.elements ?? [] {
            expressions.append(
                (item["name"]?.string ?? "", try CELExpression(parsing: item["expression"]?.string ?? ""))
            )
        }
        return expressions
    }

    /// The names that a request gives expressions.
    package static func names(
        request: ReferenceJSON,
        namespaceLabels: [String: String]
    ) -> [String: CELValue] {
        let labels = CELValue.map(namespaceLabels.mapValues { .text($0) })
        return [
            "request": CELValue(request), "object": CELValue(request["object"] ?? .null),
            "namespaceObject": .map(["metadata": .map(["labels": labels])]), "variables": .map([:]),
        ]
    }

    /// Whether all conditions hold.
    package static func holds(_ conditions: [CELExpression], _ names: [String: CELValue]) throws(CELFault) -> Bool {
        for condition in conditions where try condition.value(names) != .bool(true) { return false }
        return true
    }

    /// The operations of the patch, as JSON; nil where a condition leaves the request out.
    package func patch(_ names: [String: CELValue]) throws(CELFault) -> ReferenceJSON? {
        guard try Self.holds(conditions, names) else { return nil }
        var names = names
        var values: [String: CELValue] = [:]
        for (name, expression) in variables {
            values[name] = try expression.value(names)
            names["variables"] = .map(values)
        }
        var operations: [ReferenceJSON] = []
        for mutation in mutations {
            guard case .list(let list) = try mutation.value(names) else { throw CELFault("a mutation is a list") }
            operations += list.map(\.json)
        }
        return .array(operations)
    }
}
