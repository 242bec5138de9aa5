/// A namespace as the watch shows it.
struct ObservedNamespace: Sendable, Hashable {
    var name: String
    var labels: [String: String] = [:]
    var isTerminating = false
}
