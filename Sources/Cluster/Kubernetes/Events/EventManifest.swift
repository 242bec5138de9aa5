/// Something worth telling to whoever looks at an object with `kubectl describe`.
package struct EventManifest: Sendable, Hashable {
    /// The two kinds of Event that Kubernetes knows.
    package enum Kind: String, Sendable, Hashable {
        /// For information.
        case normal = "Normal"
        /// Somebody should do something.
        case warning = "Warning"
    }

    /// The object.
    package var regarding: ObjectReference
    /// Normal or Warning.
    package var kind: Kind
    /// One word in upper camel case: `CredentialRefused`.
    package var reason: String
    /// A sentence; lines become one, and it is cut at 1024 bytes.
    ///
    /// Must not hold a credential.
    package var message: String

    /// Makes an Event.
    package init(regarding: ObjectReference, kind: Kind, reason: String, message: String) {
        self.regarding = regarding
        self.kind = kind
        self.reason = reason
        self.message = message
    }
}
