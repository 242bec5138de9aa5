package import YAML

/// One Kubernetes object of the input.
package struct ManifestObject: Sendable {
    /// All of it.
    package var node: YAMLNode
    /// Where it starts.
    package var location: SourceLocation
    /// Its kind; of an item of a list that says none, the list's.
    package var kind: String
    /// Its group and version; empty where it says none.
    package var apiVersion: String
    /// The text of the object, where it is a JSON document of its own.
    var json: [UInt8]?
    /// Whether it is there already, in a cluster.
    var isLive = false

    /// The API group; nil where the object does not say, as in the items of a `PodList`.
    package var group: String? {
        guard !apiVersion.isEmpty else { return nil }
        guard let slash = apiVersion.firstIndex(of: "/") else { return "" }
        return String(apiVersion[..<slash])
    }

    /// The name; `prefix*` where there is only a generateName, and `?` where there is neither.
    var name: String { ManifestObject.name(in: node["metadata"]) }

    static func name(in metadata: YAMLNode?) -> String {
        if let name = metadata?["name"]?.string, !name.isEmpty { return name }
        if let prefix = metadata?["generateName"]?.string, !prefix.isEmpty { return prefix + "*" }
        return "?"
    }
}
