/// The namespaces that a registry's rule is for, among those that are selected; without names and labels all of them.
struct Scope {
    /// Names with `*`.
    var names: [String] = []
    /// Labels that a namespace must have.
    var labels: [(key: String, value: String)] = []
}
