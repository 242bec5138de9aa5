/// One manager of an object and the fields that it owns (server-side apply).
package struct ManagedFieldsEntry: Sendable, Hashable {
    /// The manager's name: `pullpass`, `kubectl-edit` and so on.
    package var manager: String
    /// `Apply` for server-side apply, `Update` for everything else.
    package var operation: String
    /// The subresource through which it wrote; nil for the object itself.
    package var subresource: String?
    /// What it owns of the fields that somebody wants to know about (``MetadataScope``).
    package var fields: FieldSet

    /// Makes an entry.
    package init(manager: String, operation: String, subresource: String? = nil, fields: FieldSet) {
        self.manager = manager
        self.operation = operation
        self.subresource = subresource
        self.fields = fields
    }

    /// Whether it owns a field or anything below it.
    ///
    /// The path starts at the object's root, in the notation of FieldsV1: `owns("f:data", "f:.dockerconfigjson")`.
    package func owns(_ path: String...) -> Bool { fields.contains(path) }
}
