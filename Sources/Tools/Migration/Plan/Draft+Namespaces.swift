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
            } else if pattern == "kube-*" {
                continue
            } else if let expression = Self.expression(of: [pattern]) {
                label(Self.labelCommand(matching: expression, "\(PullpassKey.inject)=\(InjectValue.disabled[0])"))
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

    /// Only these, by names or patterns with `*` and `?`.
    ///
    /// - Returns: what a registry's rule says then.
    mutating func select(_ patterns: [String], for registry: String) -> Scope {
        let opted = "\(PullpassKey.inject)=\(InjectValue.enabled[0])"
        if patterns.allSatisfy(KubernetesName.isValid) {
            if case .labelled(let names) = selection {
                selection = .labelled(names + patterns.filter { !names.contains($0) })
            } else {
                selection = .labelled(patterns)
            }
            return Scope(names: patterns)
        }
        if patterns.allSatisfy({
            KubernetesName.isValid($0.split(separator: "*").joined(separator: "a") + "a") || $0 == "*"
        }) {
            selectAll(but: [])
            return Scope(names: patterns.contains("*") ? [] : patterns)
        }
        let mark = "pull-secret-\(KubernetesName.made(of: registry))"
        guard let expression = Self.expression(of: patterns) else {
            leave(
                "the namespaces of \(Printable.text(registry)) are no names and no patterns: label them yourself, \(opted) \(mark)=true"
            )
            selection = .labelled([])
            return Scope(labels: [(mark, "true")])
        }
        selection = .labelled([])
        label(Self.labelCommand(matching: expression, "\(opted) \(mark)=true"))
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

    static func labelCommand(matching expression: String, _ labels: String) -> String {
        "kubectl get namespaces --output name | grep -E '\(expression)' | xargs -r -I{} kubectl label --overwrite {} \(labels)"
    }
}
