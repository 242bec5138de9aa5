/// One entry of a resource's history.
struct Change: Sendable {
    let version: Int
    /// The object after the change; of a deletion its last state, under the deletion's version.
    let object: StoredObject
    /// The object before it; nil for a creation.
    let previous: StoredObject?
    let isDeletion: Bool
}
