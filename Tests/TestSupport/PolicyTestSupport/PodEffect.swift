/// What a patch does to a Pod, however it is written.
package struct PodEffect: Hashable, CustomStringConvertible {
    /// The places of `imagePullSecrets` that are taken away, one after the other.
    package var removed: [Int] = []
    /// The names that are appended to `imagePullSecrets`, in order.
    package var secrets: [String] = []
    /// The places that are set to `Always`.
    package var alwaysPulled: Set<String> = []

    package init(operations: [(op: String, path: String, value: JSON)]) {
        for (op, path, value) in operations {
            if op == "remove" {
                removed.append(Int(path.split(separator: "/").last ?? "") ?? -1)
                continue
            }
            switch path {
            case "/spec/imagePullSecrets": secrets += value.array.compactMap { $0["name"]?.text }
            case "/spec/imagePullSecrets/-": secrets += [value["name"]?.text].compactMap(\.self)
            default: alwaysPulled.insert(path)
            }
        }
    }

    /// The names of `imagePullSecrets` after it.
    package func applied(to names: [String]) -> [String] {
        var names = names
        for place in removed where names.indices.contains(place) { names.remove(at: place) }
        return names + secrets
    }

    package var description: String { "\(removed) \(secrets) \(alwaysPulled.sorted())" }
}
