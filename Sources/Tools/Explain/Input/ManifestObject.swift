internal import YAML

/// One Kubernetes object of the input.
struct ManifestObject: Sendable {
    var node: YAMLNode
    var location: SourceLocation
    var kind: String
    var apiVersion: String
    /// The text of the object, where it is a JSON document of its own.
    var json: [UInt8]?

    /// The API group; nil where the object does not say, as in the items of a `PodList`.
    var group: String? {
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
