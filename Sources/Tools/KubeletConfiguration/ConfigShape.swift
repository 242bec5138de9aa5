/// What may stand at a place of a CredentialProviderConfig, as Go's structs of `k8s.io/kubelet/config` say.
enum ConfigShape: Sendable {
    case text, texts, flag, duration
    /// A struct of Go with its keys.
    case mapping(ConfigStruct)
    case list(ConfigStruct)

    /// What the JSON reader of Go calls the type.
    var goType: String {
        switch self {
        case .text, .duration: "string"
        case .texts: "[]string"
        case .flag: "bool"
        case .mapping(let type): "v1.\(type.name)"
        case .list(let type): "[]v1.\(type.name)"
        }
    }
}

/// A struct of Go and its JSON keys.
final class ConfigStruct: Sendable {
    let name: String
    let keys: [(name: String, shape: ConfigShape)]

    private init(name: String, keys: [(name: String, shape: ConfigShape)]) {
        self.name = name
        self.keys = keys
    }

    subscript(key: String) -> ConfigShape? { keys.first { $0.name == key }?.shape }

    private static let variable = ConfigStruct(name: "ExecEnvVar", keys: [("name", .text), ("value", .text)])

    /// The file's, as a kubelet reads a `v1`, `v1beta1` or `v1alpha1`.
    static func config(_ kubelet: KubeletVersion, version: Substring) -> ConfigStruct {
        var keys: [(name: String, shape: ConfigShape)] = [
            ("name", .text), ("matchImages", .texts), ("defaultCacheDuration", .duration), ("apiVersion", .text),
            ("args", .texts), ("env", .list(variable)),
        ]
        if version == "v1", kubelet.hasTokenAttributes { keys.append(("tokenAttributes", .mapping(token(kubelet)))) }
        return ConfigStruct(
            name: "CredentialProviderConfig",
            keys: [
                ("apiVersion", .text), ("kind", .text),
                ("providers", .list(ConfigStruct(name: "CredentialProvider", keys: keys))),
            ]
        )
    }

    private static func token(_ kubelet: KubeletVersion) -> ConfigStruct {
        var keys: [(name: String, shape: ConfigShape)] = [
            ("serviceAccountTokenAudience", .text), ("requireServiceAccount", .flag),
            ("requiredServiceAccountAnnotationKeys", .texts), ("optionalServiceAccountAnnotationKeys", .texts),
        ]
        if kubelet.hasCacheType { keys.append(("cacheType", .text)) }
        return ConfigStruct(name: "ServiceAccountTokenAttributes", keys: keys)
    }
}

extension ConfigShape {
    /// What it is called in a sentence.
    var name: String {
        switch self {
        case .text, .duration: "text"
        case .flag: "true or false"
        case .texts, .list: "a list"
        case .mapping: "a mapping"
        }
    }

    /// What to do about a value of another type.
    var fix: String {
        switch self {
        case .text, .duration: "put it in quotes"
        case .flag: "write true or false without quotes"
        case .texts, .list: "write each element in a line of its own, behind a -"
        case .mapping: "write its keys below it, further to the right"
        }
    }
}
