/// A set of fields in the notation of FieldsV1: `f:data` → `f:.dockerconfigjson`.
///
/// Of what is read only the fields that somebody asked for are kept (``MetadataScope``): others may own very many.
package struct FieldSet: Sendable, Hashable {
    // One text for each path, its parts separated by NUL, which no key can hold; sorted. A tree of dictionaries would take
    // several times the memory, for every copy in the cluster.
    private var paths: [String]

    /// The empty set.
    package init() { paths = [] }

    /// Makes a set of paths; each is a list of parts from the object's root.
    package init(paths: [[String]]) {
        self.paths = paths.map { $0.joined(separator: Self.separator) }.sorted()
    }

    private static let separator = "\u{0}"

    /// Whether the set has that path or anything below it.
    package func contains(_ path: [String]) -> Bool {
        let wanted = path.joined(separator: Self.separator)
        let below = wanted + Self.separator
        return paths.contains { $0 == wanted || $0.hasPrefix(below) }
    }
}
