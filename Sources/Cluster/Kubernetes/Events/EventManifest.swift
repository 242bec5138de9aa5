/// The object that an Event is about.
package struct ObjectReference: Sendable, Hashable, Codable {
    /// Its API group and version: `v1`.
    package var apiVersion: String
    /// Its kind: `Secret`, `Namespace` and so on.
    package var kind: String
    /// Its namespace; empty for an object of the cluster.
    package var namespace: String
    /// Its name.
    package var name: String
    /// Its uid; empty where it is not known.
    ///
    /// `kubectl describe` of a namespaced object finds Events by it.
    package var uid: String

    /// Makes a reference.
    package init(apiVersion: String = "v1", kind: String, namespace: String = "", name: String, uid: String = "") {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.uid = uid
    }
}

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
    /// A sentence; cut at 1024 bytes.
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
