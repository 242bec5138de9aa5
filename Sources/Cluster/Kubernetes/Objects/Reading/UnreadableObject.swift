/// An object of which not everything could be read: who it is, as far as that is known, and why.
package struct UnreadableObject: Sendable, Hashable {
    /// The resource: `secrets`.
    package let resource: String
    /// The namespace; empty for an object of the cluster, or where it is not known.
    package let namespace: String
    /// The name; empty where it is not known.
    package let name: String
    /// The uid; empty where it is not known.
    package let uid: String
    /// What is wrong with it.
    package let fault: ObjectFault

    /// Describes one.
    package init(resource: String, namespace: String, name: String, uid: String, fault: ObjectFault) {
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.uid = uid
        self.fault = fault
    }
}
