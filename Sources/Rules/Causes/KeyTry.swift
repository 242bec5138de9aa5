/// One try of a pull: the key of a Secret, of a node's file or of a plugin's answer, in whose place the credential would stand.
package struct KeyTry: Sendable, Hashable {
    /// Who holds the key.
    package enum Holder: Sendable, Hashable {
        /// A Secret that the Pod names.
        case secret(String)
        /// The node's `config.json`.
        case nodeFile
        /// A credential provider of the node.
        case plugin(String)
    }

    /// Who holds it.
    package let holder: Holder
    /// As it is written there.
    package let key: String
    /// Whether there is no credential behind it: a try without one.
    package let isEmpty: Bool

    /// Makes one.
    package init(_ holder: Holder, key: String, isEmpty: Bool = false) {
        (self.holder, self.key, self.isEmpty) = (holder, key, isEmpty)
    }

    /// The Secret that holds it; nil where the node does.
    package var secret: String? {
        if case .secret(let name) = holder { name } else { nil }
    }
}
