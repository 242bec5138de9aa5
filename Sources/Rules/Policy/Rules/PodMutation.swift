internal import Admission
internal import Configuration

/// What is done to a Pod: variables that build on each other, and the patch made of them.
struct PodMutation: Sendable {
    private let rules: [RegistryRule]
    /// Rules that make the images pull always that they match.
    private let forcing: [RegistryRule]
    /// Nil where no rule allows it.
    private let anonymousTry: AnonymousTry?

    init(_ rules: [RegistryRule], anonymousSecret: String) {
        self.rules = rules
        let allowing = rules.filter(\.injection.allowsAnonymous).map(\.variable)
        anonymousTry = allowing.isEmpty ? nil : AnonymousTry(secretName: anonymousSecret, rules: allowing)
        forcing = rules.filter { $0.injection.forcesAlwaysPull && !$0.patterns.isEmpty }
    }

    /// The variables in the order in which they need each other.
    var variables: [NamedExpression] {
        var variables: [NamedExpression] = []
        if rules.contains(where: { !$0.patterns.isEmpty }) {
            variables += [
                NamedExpression(name: "images", expression: ReferenceExpression.images),
                NamedExpression(name: "references", expression: ReferenceExpression(grammar: rules.grammar).references),
            ]
        }
        if rules.contains(where: { !$0.namespaces.labels.isEmpty }) {
            variables.append(
                NamedExpression(
                    name: "namespaceLabels",
                    expression: "has(namespaceObject.metadata.labels) ? namespaceObject.metadata.labels : {}"
                )
            )
        }
        variables += rules.flatMap(\.need)
        variables += [
            NamedExpression(name: "needed", expression: needed),
            NamedExpression(
                name: "listed",
                expression: """
                    (has(object.spec.imagePullSecrets) ? object.spec.imagePullSecrets : [])
                      .filter(s, has(s.name)).map(s, s.name)
                    """
            ),
            NamedExpression(name: "missing", expression: "variables.needed.filter(s, !(s in variables.listed))"),
        ]
        variables += anonymousTry?.variables ?? []
        variables += alwaysPulled
        if isBounded { variables.append(NamedExpression(name: "changes", expression: changes)) }
        return variables
    }

    /// Whether the number of changes depends on the Pod.
    private var isBounded: Bool { !forcing.isEmpty || anonymousTry != nil }

    /// The names to add, in their order.
    private var added: String { anonymousTry == nil ? "variables.missing" : "variables.added" }

    /// The patch: Secrets after those that the Pod has, and pull policies.
    var patch: String {
        let removals = (anonymousTry?.removals).map { "\(CEL.indent(CEL.indent($0)).drop { $0 == " " })\n    + " } ?? ""
        let secrets = """
            \(added).size() == 0
              ? [] :
            has(object.spec.imagePullSecrets) && object.spec.imagePullSecrets.size() > 0
              ? \(removals)\(added).map(s, JSONPatch{op: 'add', path: '/spec/imagePullSecrets/-', value: {'name': s}})
              : [JSONPatch{op: 'add', path: '/spec/imagePullSecrets', value: \(added).map(s, {'name': s})}]
            """
        guard isBounded else { return secrets }
        let pulls = forcing.isEmpty ? [] : ForcedPull.all.map(\.changes)
        let changes = (["(\n\(CEL.indent(secrets))\n)"] + pulls).joined(separator: "\n+ ")
        return "variables.changes > \(AdmissionRules.maximumChanges)\n  ? [] :\n\(changes)"
    }

    /// How many changes a Pod would get: beyond the webhook's bound there are none.
    private var changes: String {
        let removals = anonymousTry == nil ? [] : ["variables.removedPlaces.size()"]
        let pulls = forcing.isEmpty ? [] : ForcedPull.all.map(\.count)
        return (["\(added).size()"] + removals + pulls).joined(separator: "\n+ ")
    }

    /// The Secrets of the Pod in configuration order, each once.
    private var needed: String {
        var earlier: [String: [String]] = [:]
        let entries = rules.map { rule in
            let secret = rule.injection.secretName
            let others = earlier[secret, default: []]
            earlier[secret, default: []].append(rule.variable)
            let condition = (["variables.\(rule.variable)"] + others.map { "!variables.\($0)" }).joined(
                separator: " && "
            )
            return "  \(condition) ? \(CEL.text(secret)) : '',"
        }
        guard !entries.isEmpty else { return "[]" }
        return "[\n\(entries.joined(separator: "\n"))\n].filter(s, s != '')"
    }

    /// The texts of the images that must be pulled always, in the order in which they are found out; the last is all of them.
    private var alwaysPulled: [NamedExpression] {
        let name = "alwaysPulled"
        let patterns = forcing.flatMap { rule in rule.patterns.map { (variable: rule.variable, pattern: $0) } }
        let parts = patterns.inExpressions { "variables.\($0.variable) && \($0.pattern)" }
        let lists = parts.map(Self.pulled)
        guard lists.count > 1 else { return lists.map { NamedExpression(name: name, expression: $0) } }
        let variables = lists.enumerated().map {
            NamedExpression(name: "\(name)_\($0.offset + 1)", expression: $0.element)
        }
        let all = variables.map { "variables.\($0.name)" }.joined(separator: "\n+ ")
        return variables + [NamedExpression(name: name, expression: all)]
    }

    /// The texts of the images that match patterns of which those of one registry stand together.
    private static func pulled(_ patterns: [(variable: String, pattern: String)]) -> String {
        var registries: [(variable: String, patterns: [String])] = []
        for (variable, pattern) in patterns {
            if registries.last?.variable != variable { registries.append((variable, [])) }
            registries[registries.count - 1].patterns.append(pattern)
        }
        let conditions = registries.map {
            CEL.group(CEL.all(["variables.\($0.variable)", CEL.group(CEL.any($0.patterns))]))
        }
        return "variables.references.filter(r,\n\(CEL.indent(CEL.any(conditions)))\n).map(r, r.image)"
    }
}
