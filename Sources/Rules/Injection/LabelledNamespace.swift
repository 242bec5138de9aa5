/// A namespace as the rules see it.
package struct LabelledNamespace: Sendable, Hashable {
    /// Its name.
    package var name: String
    /// All its labels.
    package var labels: [String: String]

    /// Names a namespace.
    package init(_ name: String, labels: [String: String]) {
        self.name = name
        self.labels = labels
    }
}
