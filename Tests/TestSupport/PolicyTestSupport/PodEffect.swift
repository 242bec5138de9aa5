/// What a patch does to a Pod, however it is written.
package struct PodEffect: Hashable, CustomStringConvertible {
    /// The names that are appended to `imagePullSecrets`, in order.
    package var secrets: [String] = []
    /// The places that are set to `Always`.
    package var alwaysPulled: Set<String> = []

    package init(operations: [(path: String, value: JSON)]) {
        for (path, value) in operations {
            switch path {
            case "/spec/imagePullSecrets": secrets += value.array.compactMap { $0["name"]?.text }
            case "/spec/imagePullSecrets/-": secrets += [value["name"]?.text].compactMap(\.self)
            default: alwaysPulled.insert(path)
            }
        }
    }

    package var description: String { "\(secrets) \(alwaysPulled.sorted())" }
}
