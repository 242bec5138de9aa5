internal import Configuration

extension NamespaceRule {
    /// What must hold of the request's namespace, by its name; nil for every name.
    var nameCondition: String? {
        guard !names.isEmpty, !names.contains(where: { !$0.isEmpty && $0.allSatisfy { $0 == "*" } }) else { return nil }
        let literal = names.filter { !$0.contains("*") }
        var conditions: [String] = []
        if literal.count == 1 { conditions = ["request.namespace == \(CEL.text(literal[0]))"] }
        if literal.count > 1 {
            conditions = ["request.namespace in [\(CEL.texts(literal))]"]
        }
        return CEL.any(conditions + names.filter { $0.contains("*") }.map(Self.condition))
    }

    /// What must hold of the namespace's labels; nil for all.
    var labelCondition: String? {
        guard !labels.isEmpty else { return nil }
        return CEL.all(
            labels.sorted { $0.key < $1.key }.map { label in
                let key = CEL.text(label.key)
                return
                    "\(key) in variables.namespaceLabels && variables.namespaceLabels[\(key)] == \(CEL.text(label.value))"
            }
        )
    }

    private static func condition(forGlob glob: String) -> String {
        let pieces = glob.split(separator: "*", omittingEmptySubsequences: false)
        if pieces.count == 2, pieces[1].isEmpty {
            return "request.namespace.startsWith(\(CEL.text(String(pieces[0]))))"
        }
        if pieces.count == 2, pieces[0].isEmpty { return "request.namespace.endsWith(\(CEL.text(String(pieces[1]))))" }
        return "request.namespace.matches(\(CEL.regex("^\(RegularExpression(glob: glob, star: "."))$")))"
    }
}
