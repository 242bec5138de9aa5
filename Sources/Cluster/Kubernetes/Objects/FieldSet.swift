/// A set of fields in the notation of FieldsV1: `f:data` → `f:.dockerconfigjson`.
///
/// Only the first ``maximumDepth`` levels are kept; nothing deeper matters for Secrets, Leases and namespaces.
package struct FieldSet: Sendable, Hashable {
    /// The levels that are kept.
    package static let maximumDepth = 3

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

extension FieldSet: Decodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Decodes a FieldsV1 object.
    package init(from decoder: any Decoder) throws {
        var pending = [(prefix: "", depth: 1, container: try decoder.container(keyedBy: Key.self))]
        var found: [String] = []
        while let (prefix, depth, container) = pending.popLast() {
            for key in container.allKeys {
                let path = prefix.isEmpty ? key.stringValue : prefix + Self.separator + key.stringValue
                guard depth < Self.maximumDepth,
                    let nested = try? container.nestedContainer(keyedBy: Key.self, forKey: key), !nested.allKeys.isEmpty
                else {
                    found.append(path)
                    continue
                }
                pending.append((path, depth + 1, nested))
            }
        }
        paths = found.sorted()
    }
}
