internal import Configuration
internal import ConfigurationKeeper
internal import Kubernetes
internal import Text

/// A ConfigMap, of which one key matters; its data never prints.
struct ConfigMapObject: KubernetesObject {
    let metadata: ObjectMetadata
    private let data: JSONPiece?

    init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        data = members["data"]
    }

    /// The text of a key; nil where it has none, or a longer one than a configuration is.
    func text(_ key: String) -> ConfigurationText? {
        guard let text = try? data?[key]?.text(atMost: StoredConfiguration.maximumBytes) else { return nil }
        return ConfigurationText(bytes: Array(text.utf8))
    }
}
