/// What every object has: who it is, in which version, and who wrote which of its fields.
package struct ObjectMetadata: Sendable, Hashable {
    /// A version that no object has: an apply with it, and without a uid, makes what is absent, and is a conflict where something is there.
    package static let versionOfNone = "1"

    /// The name; unique in its namespace.
    package var name: String
    /// The namespace; empty for an object of the cluster.
    package var namespace: String
    /// Unique in time and space: a deleted and recreated object has another one.
    package var uid: String
    /// An opaque version.
    ///
    /// Compare it for equality only.
    package var resourceVersion: String
    /// The labels.
    package var labels: [String: String]
    /// The annotations.
    package var annotations: [String: String]
    /// When the API server made it (RFC 3339); empty for what it has not made yet.
    package var creationTimestamp = ""
    /// When deletion was asked for (RFC 3339); nil for an object that stays.
    package var deletionTimestamp: String?
    /// Who manages which fields.
    package var managedFields: [ManagedFieldsEntry]
    /// What must happen before a deletion is done.
    package var finalizers: [String]
    /// The objects that this one goes with.
    package var ownerReferences: [OwnerReference]
    /// Why not all of the object could be read; nil for nearly all.
    ///
    /// Such an object counts as somebody else's, whatever else is known of it.
    package var fault: ObjectFault?

    /// Makes metadata; what is not told is empty.
    package init(
        name: String,
        namespace: String = "",
        uid: String = "",
        resourceVersion: String = "",
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        deletionTimestamp: String? = nil,
        managedFields: [ManagedFieldsEntry] = [],
        finalizers: [String] = [],
        ownerReferences: [OwnerReference] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.labels = labels
        self.annotations = annotations
        self.deletionTimestamp = deletionTimestamp
        self.managedFields = managedFields
        self.finalizers = finalizers
        self.ownerReferences = ownerReferences
    }

    /// Whether the object is being deleted.
    package var isTerminating: Bool { deletionTimestamp != nil }
}

/// A reference from an object to one that owns it.
package struct OwnerReference: Sendable, Hashable, Codable {
    /// The owner's API group and version.
    package var apiVersion: String
    /// The owner's kind.
    package var kind: String
    /// The owner's name.
    package var name: String
    /// The owner's uid.
    package var uid: String
    /// Whether the owner is the managing controller.
    package var controller: Bool?
    /// Whether the owner's foreground deletion waits for this object.
    package var blockOwnerDeletion: Bool?

    /// Makes a reference.
    package init(
        apiVersion: String,
        kind: String,
        name: String,
        uid: String,
        controller: Bool? = nil,
        blockOwnerDeletion: Bool? = nil
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.uid = uid
        self.controller = controller
        self.blockOwnerDeletion = blockOwnerDeletion
    }
}

extension ObjectMetadata: Encodable {
    private enum Key: String, CodingKey {
        case name, namespace, uid, resourceVersion, labels, annotations, finalizers, ownerReferences
    }

    /// Encodes what a client may send: everything that is not empty, but neither managedFields nor the deletion's time.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        if !namespace.isEmpty { try container.encode(namespace, forKey: .namespace) }
        if !uid.isEmpty { try container.encode(uid, forKey: .uid) }
        if !resourceVersion.isEmpty { try container.encode(resourceVersion, forKey: .resourceVersion) }
        if !labels.isEmpty { try container.encode(labels, forKey: .labels) }
        if !annotations.isEmpty { try container.encode(annotations, forKey: .annotations) }
        if !finalizers.isEmpty { try container.encode(finalizers, forKey: .finalizers) }
        if !ownerReferences.isEmpty { try container.encode(ownerReferences, forKey: .ownerReferences) }
    }
}
