/// What a patch does to a Pod, however it is written.
struct PodEffect: Hashable, CustomStringConvertible {
    /// The names that are appended to `imagePullSecrets`, in order.
    var secrets: [String] = []
    /// The places that are set to `Always`.
    var alwaysPulled: Set<String> = []

    init(operations: [(path: String, value: JSON)]) {
        for (path, value) in operations {
            switch path {
            case "/spec/imagePullSecrets": secrets += value.array.compactMap { $0["name"]?.text }
            case "/spec/imagePullSecrets/-": secrets += [value["name"]?.text].compactMap(\.self)
            default: alwaysPulled.insert(path)
            }
        }
    }

    var description: String { "\(secrets) \(alwaysPulled.sorted())" }
}
