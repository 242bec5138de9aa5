internal import Manifests
internal import Text

extension Configuration {
    /// The schema of the configuration file in JSON Schema, draft 7: that of Helm's engine and of the editors' YAML server.
    ///
    /// It never refuses what ``parse(_:file:mode:kinds:)`` accepts; what only all of the file together tells, it does not know.
    ///
    /// - Parameter kinds: what may stand below `credentials`.
    /// - Returns: JSON in lines, with a line feed at its end.
    package static func schema(kinds: [any CredentialSource.Type]) -> String {
        let root = SettingShape.mapping(keys(kinds: kinds))
        var shared: [(key: String, value: SettingShape)] = []
        root.collectShared(into: &shared)
        let head: [(key: String, value: ManifestValue)] = [
            ("$schema", "http://json-schema.org/draft-07/schema#"),
            ("title", "Configuration of Pullpass"),
            ("description", .text("The file of pullpass serve --config: \(apiVersion), \(kind).")),
            ("type", "object"),
        ]
        let definitions = shared.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value.schema) }
        return ManifestValue.object(
            head + SettingShape.members(root.keys) + [("definitions", .object(definitions))]
        ).json(escaping: .terminal)
    }

    /// Each key of the file with its path, `registries[].credentials.ecr.region`, in the order of the schema.
    ///
    /// - Parameter kinds: what may stand below `credentials`.
    /// - Returns: All of them, those of a kind's own among them.
    package static func settings(kinds: [any CredentialSource.Type]) -> [(path: String, key: SettingKey)] {
        var found: [(path: String, key: SettingKey)] = []
        func walk(_ shape: SettingShape, _ path: String) {
            if let element = shape.element { walk(element, path + "[]") }
            for key in shape.keys {
                let inner = path.isEmpty ? key.name : "\(path).\(key.name)"
                found.append((inner, key))
                walk(key.shape, inner)
            }
        }
        walk(.mapping(keys(kinds: kinds)), "")
        return found
    }
}
