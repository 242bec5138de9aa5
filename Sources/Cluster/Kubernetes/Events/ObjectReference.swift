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

    /// A Lease, where Events stand that are about an installation as a whole.
    package static func lease(_ name: String, in namespace: String) -> ObjectReference {
        ObjectReference(apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace: namespace, name: name)
    }
}
