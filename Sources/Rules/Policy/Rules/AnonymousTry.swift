/// The Secret of the anonymous try in CEL: it goes behind all other Secrets, and is taken from where another would come behind it.
struct AnonymousTry: Sendable {
    let secretName: String
    /// The variables of the rules that allow it.
    let rules: [String]

    private static let list = "(has(object.spec.imagePullSecrets) ? object.spec.imagePullSecrets : [])"

    /// What is found out after `needed`, `listed` and `missing`.
    var variables: [NamedExpression] {
        let name = CEL.text(secretName)
        return [
            // Where the Pod lists it, and where it lists others; the kubelet passes over an empty name.
            NamedExpression(
                name: "anonymousPlaces",
                expression: "\(Self.list)\n  .transformList(i, s, has(s.name) && s.name == \(name), i)"
            ),
            NamedExpression(
                name: "otherPlaces",
                expression: "\(Self.list)\n  .transformList(i, s, has(s.name) && !(s.name in ['', \(name)]), i)"
            ),
            NamedExpression(name: "anonymousComesLast", expression: isAdded),
            NamedExpression(
                name: "removedPlaces",
                expression: "variables.anonymousComesLast ? variables.anonymousPlaces : []"
            ),
            NamedExpression(
                name: "added",
                expression: "variables.missing + (variables.anonymousComesLast ? [\(name)] : [])"
            ),
        ]
    }

    /// Whether it is added, again or for the first time.
    private var isAdded: String {
        let isNeeded = CEL.any(rules.map { "variables.\($0)" })
        return """
            variables.anonymousPlaces.size() == 0
              ? (
            \(CEL.indent(CEL.indent(isNeeded)))
              ) :
            variables.missing.size() > 0
            || (
              variables.otherPlaces.exists(i, i > variables.anonymousPlaces[0])
              && (
            \(CEL.indent(CEL.indent(isNeeded)))
              )
            )
            """
    }

    /// The operations that take it away; each removal before one has moved the rest of the list up.
    var removals: String {
        """
        variables.removedPlaces.transformList(n, i,
          JSONPatch{op: 'remove', path: '/spec/imagePullSecrets/' + string(i - n)})
        """
    }
}
