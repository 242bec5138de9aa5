internal import Text

/// One entry of `also`: the credential of its registry once more, in the form that another reader than the kubelet wants, in namespaces
/// that are named.
///
/// Whatever it is for, it is a type, the texts of keys, labels and annotations.
package struct AlsoSecret: Sendable, Hashable {
    /// The most Secrets of all entries of all registries, one in each namespace: each is watched by itself.
    package static let mostPlaces = 256

    /// The name of the Secret in each of the namespaces; no other Secret that is kept has it.
    package var name: String
    /// Where it is; never empty.
    package var namespaces: [String]
    /// The host, or the host and a path, whose credential it holds; nil where the registry has one for all.
    package var registry: String?
    /// The Secret's type.
    package var type: String
    /// The texts by key.
    package var data: [String: SecretTemplate]
    /// Labels beside those that are Pullpass' own.
    package var labels: [String: String]
    /// Annotations beside those that are Pullpass' own.
    package var annotations: [String: String]

    /// Makes an entry.
    package init(
        name: String,
        namespaces: [String],
        registry: String? = nil,
        type: String,
        data: [String: SecretTemplate],
        labels: [String: String] = [:],
        annotations: [String: String] = [:]
    ) {
        self.name = name
        self.namespaces = namespaces
        self.registry = registry
        self.type = type
        self.data = data
        self.labels = labels
        self.annotations = annotations
    }

    /// Whether it needs one user name and password, and not only all that Pods are given.
    package var needsLogin: Bool {
        data.values.contains { !$0.places.isSubset(of: [.dockerconfigjson]) }
    }

    /// What of it a Secret is made from beside the credential: 16 hexadecimal digits (FNV-1a), the same from one version to the next.
    package var fingerprint: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ text: String) {
            // No UTF-8 has the last byte.
            for byte in Array(text.utf8) + [0xFF] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        add(type)
        add(registry ?? "")
        for (key, template) in data.sorted(by: { $0.key < $1.key }) {
            add(key)
            add(template.form)
        }
        for map in [labels, annotations] {
            add("")
            for (key, value) in map.sorted(by: { $0.key < $1.key }) {
                add(key)
                add(value)
            }
        }
        return Hexadecimal.digits(hash, width: 16)
    }
}
