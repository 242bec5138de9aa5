internal import Names
internal import Text
internal import YAML

/// The namespaces that an ImagePullSecret selects: any condition is enough.
struct ImpsTarget {
    let namespaces: YAMLNode?
    /// `namespacesWithPods`, a list of conditions in old versions.
    let pods: YAMLNode?

    var names: [String] { namespaces?["names"]?.texts ?? [] }
    var labels: [YAMLNode] { (namespaces?["labels"]?.sequence ?? []) + (namespaces?["selectors"]?.sequence ?? []) }
    var annotations: [YAMLNode] { namespaces?["annotations"]?.sequence ?? [] }
    var podLabels: [YAMLNode] { pods?.sequence ?? pods?["labels"]?.sequence ?? [] }
    var podAnnotations: [YAMLNode] { pods?["annotations"]?.sequence ?? [] }

    /// Whether names say it all.
    var isNamesAlone: Bool { labels.isEmpty && annotations.isEmpty && podLabels.isEmpty && podAnnotations.isEmpty }

    /// A label selector as `kubectl --selector` takes it; nil where it is empty or has what no label has.
    static func selector(_ node: YAMLNode) -> String? {
        var parts = (node["matchLabels"]?.mapping ?? []).map { "\($0.key)=\($0.value.scalar ?? "")" }
        for expression in node["matchExpressions"]?.sequence ?? [] {
            guard let key = expression.text("key") else { return nil }
            let values = expression["values"]?.texts.joined(separator: ",") ?? ""
            switch expression.text("operator") {
            case "In": parts.append("\(key) in (\(values))")
            case "NotIn": parts.append("\(key) notin (\(values))")
            case "Exists": parts.append(key)
            case "DoesNotExist": parts.append("!\(key)")
            default: return nil
            }
        }
        let text = parts.joined(separator: ",")
        let isSafe = text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "-._/=,()! ".utf8.contains($0) }
        return isSafe && !text.isEmpty ? text : nil
    }

    /// The annotations that an object must have; nil for conditions that `jsonpath` cannot ask.
    static func annotations(_ node: YAMLNode) -> [(path: String, value: String)]? {
        guard let pairs = node["matchAnnotations"]?.mapping, pairs.count == 1,
            node["matchExpressions"]?.sequence?.isEmpty ?? true
        else { return nil }
        let found = pairs.compactMap { entry -> (path: String, value: String)? in
            let value = entry.value.scalar ?? ""
            let isSafe = (entry.key + value).utf8.allSatisfy { ASCII.isAlphanumeric($0) || "-._/".utf8.contains($0) }
            guard isSafe else { return nil }
            return (entry.key.split(separator: ".", omittingEmptySubsequences: false).joined(separator: #"\."#), value)
        }
        return found.count == pairs.count ? found : nil
    }
}

extension Draft {
    /// Labels the namespaces that are selected today, and gives the rule of the registries for them.
    ///
    /// Where names alone select them, the rule has the names. Otherwise any of several conditions may, which no rule of ours says: the
    /// namespaces get a label for this ImagePullSecret.
    mutating func select(_ target: ImpsTarget, for object: String) -> Scope {
        if target.isNamesAlone, !target.names.isEmpty { return select(target.names, for: object) }
        let mark = "pull-secret-\(KubernetesName.made(of: object))"
        let labels = "\(PullpassKey.inject)=\(InjectValue.enabled[0]) \(mark)=true"
        for name in target.names where KubernetesName.isValid(name) {
            label("kubectl label --overwrite namespace \(name) \(labels)")
        }
        for node in target.labels {
            guard let selector = ImpsTarget.selector(node) else { unknown(object); continue }
            label("kubectl label --overwrite namespaces --selector '\(selector)' \(labels)")
        }
        for node in target.podLabels {
            guard let selector = ImpsTarget.selector(node) else { unknown(object); continue }
            label(
                "kubectl get pods --all-namespaces --selector '\(selector)' "
                    + Self.namespacesOfPods(".items[*]", labels)
            )
        }
        for (nodes, isPod) in [(target.annotations, false), (target.podAnnotations, true)] {
            for node in nodes {
                guard let condition = ImpsTarget.annotations(node)?.first else { unknown(object); continue }
                let items = ".items[?(@.metadata.annotations.\(condition.path)==\"\(condition.value)\")]"
                label(
                    isPod
                        ? "kubectl get pods --all-namespaces " + Self.namespacesOfPods(items, labels)
                        : "kubectl get namespaces --output jsonpath='{range \(items)}{.metadata.name}{\"\\n\"}{end}' | xargs -r -I{} kubectl label --overwrite namespace {} \(labels)"
                )
            }
        }
        note(
            "\(object) selects namespaces by any of several conditions, their annotations or their Pods: those of today are labelled \(mark)=true; label those that are made later"
        )
        return Scope(labels: [(mark, "true")])
    }

    private static func namespacesOfPods(_ items: String, _ labels: String) -> String {
        "--output jsonpath='{range \(items)}{.metadata.namespace}{\"\\n\"}{end}' | sort -u | xargs -r -I{} kubectl label --overwrite namespace {} \(labels)"
    }

    private mutating func unknown(_ object: String) {
        leave("a condition of \(object) cannot be asked by kubectl: label the namespaces that it selects yourself")
    }
}
