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
    package init(paths: [[String]]) { self.init(texts: paths.map(Self.text)) }

    /// Makes a set of the texts of paths; all sets that are made of the same ones share their memory.
    init(texts: [String]) { paths = texts.sorted() }

    /// A path as a set keeps it.
    static func text(_ path: [String]) -> String { path.joined(separator: separator) }

    private static let separator = "\u{0}"

    /// Whether the set has that path or anything below it.
    package func contains(_ path: [String]) -> Bool {
        let wanted = Self.text(path)
        let below = wanted + Self.separator
        return paths.contains { $0 == wanted || $0.hasPrefix(below) }
    }
}
