internal import YAML

/// A provider, and where it stands.
struct FoundProvider {
    let provider: CredentialProviderConfig.Provider
    let file: String
    let index: Int
    let node: YAMLNode

    /// The place of one of its keys, or of an element below it; of the provider where it lacks the key.
    func place(_ keys: String..., element: Int? = nil) -> ConfigPlace {
        var node = node
        for key in keys { node = node[key] ?? node }
        if let element, let nodes = node.sequence, nodes.indices.contains(element) { node = nodes[element] }
        let path = (["providers[\(index)]"] + keys).joined(separator: ".")
        return ConfigPlace(file: file, line: node.mark.line, path: element.map { "\(path)[\($0)]" } ?? path)
    }
}
