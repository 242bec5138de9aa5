internal import Images
internal import Names
internal import Text

extension Draft {
    /// All namespaces but these; patterns with wildcards are labelled by a command, since a selector knows none.
    mutating func selectAll(but excluded: [String], annotation: String? = nil) {
        var names = [ClusterNames.publicNamespace]
        for pattern in excluded {
            if KubernetesName.isValid(pattern) {
                if !ClusterNames.excludedNamespaces.contains(pattern), !names.contains(pattern) {
                    names.append(pattern)
                }
            } else if let expression = Self.expression(of: [pattern]) {
                // These are left out anyway, and who keeps them may not want our label.
                let system = (ClusterNames.excludedNamespaces + [ClusterNames.publicNamespace]).filter {
                    Self.isLeftOut($0, by: [pattern])
                }
                label(
                    Self.labelCommand(
                        matching: expression,
                        but: Self.expression(of: system),
                        "\(PullpassKey.inject)=\(InjectValue.disabled[0])"
                    )
                )
                note(
                    "namespaces that are made later and match \(pattern) are not left out by themselves: label them \(PullpassKey.inject)=\(InjectValue.disabled[0])"
                )
            } else {
                leave("a namespace to leave out is no name and no pattern: nothing was made of it")
            }
        }
        selection = .allBut(names)
        if let exclusion = tool.habits.exclusion { carryOver(annotation ?? exclusion.key, exclusion.values) }
    }

    /// Labels the namespaces that an annotation takes out.
    private mutating func carryOver(_ annotation: String, _ values: [String]) {
        guard annotation.utf8.allSatisfy({ ASCII.isAlphanumeric($0) || "-._/".utf8.contains($0) }) else {
            return leave("the annotation that takes namespaces out is no name of Kubernetes': label them yourself")
        }
        let path = annotation.split(separator: ".", omittingEmptySubsequences: false).joined(separator: #"\."#)
        for value in values {
            label(
                """
                kubectl get namespaces --output jsonpath='{range .items[?(@.metadata.annotations.\(path)=="\(value)")]}{.metadata.name}{"\\n"}{end}' \
                | xargs -r -I{} kubectl label --overwrite namespace {} \(PullpassKey.inject)=\(InjectValue.disabled[0])
                """
            )
        }
        note(
            "the annotation \(annotation) says nothing to Pullpass: a label of the namespace, \(PullpassKey.inject)=\(InjectValue.disabled[0]), is what leaves it out"
        )
    }

    /// Whether a name, or a pattern as it stands, is one of those to leave out.
    static func isLeftOut(_ name: String, by excluded: [String]) -> Bool {
        excluded.contains { $0 == name || (try? NamePattern(parsing: $0))?.matches(name) == true }
    }

    /// Only these, by names or patterns with `*` and `?`.
    ///
    /// - Parameters:
    ///   - patterns: names, none of which is left out, and patterns.
    ///   - excluded: what of the patterns is left out, by names or patterns.
    ///   - registry: what its mark is called after, where labels have to say it.
    /// - Returns: what a registry's rule says then.
    mutating func select(_ patterns: [String], but excluded: [String] = [], for registry: String) -> Scope {
        let opted = "\(PullpassKey.inject)=\(InjectValue.enabled[0])"
        if patterns.allSatisfy(KubernetesName.isValid) {
            // A pattern before has selected more already.
            if case .labelled(let names) = selection {
                selection = .labelled(names + patterns.filter { !names.contains($0) })
            }
            return Scope(names: patterns)
        }
        if patterns.allSatisfy({
            KubernetesName.isValid($0.split(separator: "*").joined(separator: "a") + "a") || $0 == "*"
        }) {
            selectAll(but: excluded)
            return Scope(names: patterns.contains("*") ? [] : patterns)
        }
        let mark = "pull-secret-\(KubernetesName.made(of: registry))"
        guard let expression = Self.expression(of: patterns) else {
            leave(
                "the namespaces of \(Printable.text(registry)) are no names and no patterns: label them yourself, \(opted) \(mark)=true"
            )
            return Scope(labels: [(mark, "true")])
        }
        let without = Self.expression(of: excluded)
        guard excluded.isEmpty || without != nil else {
            leave(
                "the namespaces to leave out for \(Printable.text(registry)) are no names and no patterns: label those that it is for yourself, \(opted) \(mark)=true"
            )
            return Scope(labels: [(mark, "true")])
        }
        label(Self.labelCommand(matching: expression, but: without, "\(opted) \(mark)=true"))
        note(
            "? in names of namespaces is not known to Pullpass: those that are there are labelled \(mark)=true; label those that are made later"
        )
        return Scope(labels: [(mark, "true")])
    }

    /// An extended regular expression for patterns with `*` and `?`; nil where they have anything else.
    static func expression(of patterns: [String]) -> String? {
        let isSafe = patterns.allSatisfy { pattern in
            !pattern.isEmpty && pattern.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "-.*?".utf8.contains($0) }
        }
        guard isSafe, !patterns.isEmpty else { return nil }
        let parts = patterns.map { pattern in
            pattern.map { $0 == "*" ? ".*" : $0 == "." ? "[.]" : $0 == "?" ? "." : String($0) }.joined()
        }
        return "^namespace/(\(parts.joined(separator: "|")))$"
    }

    static func labelCommand(matching expression: String, but without: String?, _ labels: String) -> String {
        let filter = without.map { " | grep -vE '\($0)'" } ?? ""
        return
            "kubectl get namespaces --output name | grep -E '\(expression)'\(filter) | xargs -r -I{} kubectl label --overwrite {} \(labels)"
    }
}
