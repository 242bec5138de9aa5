internal import Names

/// What of an object's metadata is kept beside who it is; the rest is passed over, whatever it is.
///
/// What others can write costs memory for every object of a collection.
package struct MetadataScope: Sendable {
    /// Which annotations are kept.
    package enum Annotations: Sendable {
        /// All; more bytes than that, keys and values together, are a fault.
        case all(atMost: Int)
        /// These, and of them those that have at most so many bytes.
        case only([String], atMost: Int)
    }

    let labels: Int?
    let annotations: Annotations
    let fields: FieldPaths
    let references: Bool

    /// Makes a scope.
    ///
    /// - Parameters:
    ///   - labels: the most bytes of all labels, keys and values together; more are a fault. nil to keep none.
    ///   - annotations: the annotations to keep.
    ///   - fields: the fields of which it is kept who manages them, each a path in the notation of FieldsV1; with such, too many managers are
    ///     a fault.
    ///   - references: whether finalizers and owners are kept.
    package init(labels: Int?, annotations: Annotations, fields: [[String]] = [], references: Bool = false) {
        self.labels = labels
        self.annotations = annotations
        self.fields = FieldPaths(fields)
        self.references = references
    }

    /// Everything, within bounds that no object of an operator's reaches.
    package static let everything = MetadataScope(
        labels: 128 << 10,
        annotations: .all(atMost: 320 << 10),
        references: true
    )

    /// Everything, and who manages what is ours of a pull Secret.
    package static let secret = MetadataScope(
        labels: 128 << 10,
        annotations: .all(atMost: 320 << 10),
        fields: pullSecretFields,
        references: true
    )

    /// Annotations, and who manages what is ours of a pull Secret.
    package static let partial = MetadataScope(
        labels: nil,
        annotations: .all(atMost: 320 << 10),
        fields: pullSecretFields
    )

    /// The fields of a pull Secret that tell whether it is as we wrote it.
    package static let pullSecretFields =
        [["f:data", FieldPaths.some], ["f:data", "f:\(SecretObject.dockerConfigJSONKey)"]]
        + [
            PullpassKey.owner, PullpassKey.revision, PullpassKey.fetchedAt, PullpassKey.expiresAt,
            PullpassKey.configuration,
        ].map { ["f:metadata", "f:annotations", "f:\($0)"] } + pullSecretLabelling

    /// The fields of a Secret of any form that tell whether it is as we wrote it: all keys, labels and annotations of each manager.
    package static let anySecretFields =
        [
            ["f:data", FieldPaths.some], ["f:data", FieldPaths.any], ["f:metadata", "f:labels", FieldPaths.any],
            ["f:metadata", "f:annotations", FieldPaths.any],
        ]

    /// What a pull Secret has for people, and nothing depends on.
    package static let pullSecretLabelling = [
        ["f:metadata", "f:labels", "f:\(ClusterNames.managedBy.key)"],
        ["f:metadata", "f:labels", "f:\(PullpassKey.registry)"],
        ["f:metadata", "f:annotations", "f:\(PullpassKey.note)"],
    ]
}
