/// A namespace, or the name of one that only copies were seen of.
struct NamespaceState: Sendable {
    var name: String
    /// Whether the watch of namespaces has shown it.
    var isKnown = false
    /// Whether it is being deleted.
    var isTerminating = false
    /// Whether it is opted in and none of the namespaces that never are.
    var isSelected = false
    /// How often it was deleted: one that is made anew under the same name is another one.
    var deletions: UInt32 = 0
    /// How much work is under way here.
    var busy: UInt8 = 0
    /// Kept to judge it again when the configuration changes; they are a fraction of what an object has.
    var labels: [String: String] = [:]
    /// What the Secret of the anonymous try holds here; nil where there is nothing to put into it.
    var anonymous: AnonymousContent?
    /// One for each Secret name.
    var copies: [CopyState] = []
    /// Copies of ours here that nobody wants.
    var unwanted = 0

    /// Whether something may be written here.
    var isWritable: Bool { isKnown && !isTerminating }
}
