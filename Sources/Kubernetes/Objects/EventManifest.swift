/// The object that an Event is about.
public struct ObjectReference: Sendable, Hashable, Codable {
    /// Its API group and version: `v1`.
    public var apiVersion: String
    /// Its kind: `Secret`, `Namespace` and so on.
    public var kind: String
    /// Its namespace; empty for an object of the cluster.
    public var namespace: String
    /// Its name.
    public var name: String
    /// Its uid; empty where it is not known.
    ///
    /// `kubectl describe` of a namespaced object finds Events by it.
    public var uid: String

    /// Makes a reference.
    public init(apiVersion: String = "v1", kind: String, namespace: String = "", name: String, uid: String = "") {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.uid = uid
    }
}

/// Something worth telling to whoever looks at an object with `kubectl describe`.
public struct EventManifest: Sendable, Hashable {
    /// The two kinds of Event that Kubernetes knows.
    public enum Kind: String, Sendable, Hashable {
        /// For information.
        case normal = "Normal"
        /// Somebody should do something.
        case warning = "Warning"
    }

    /// The object.
    public var regarding: ObjectReference
    /// Normal or Warning.
    public var kind: Kind
    /// One word in upper camel case: `CredentialRefused`.
    public var reason: String
    /// A sentence; cut at 1024 bytes.
    ///
    /// Must not hold a credential.
    public var message: String

    /// Makes an Event.
    public init(regarding: ObjectReference, kind: Kind, reason: String, message: String) {
        self.regarding = regarding
        self.kind = kind
        self.reason = reason
        self.message = message
    }
}
