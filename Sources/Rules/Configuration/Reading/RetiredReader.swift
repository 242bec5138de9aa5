import YAML

/// Reads `retired:`.
enum RetiredReader {
    static let keys: [SettingKey] = [
        .required("name", .name(maximum: 63), "The name that the registry had."),
        .key(
            "secretName",
            .objectName,
            "The name of its Secret in each namespace, where that was not pullpass-<name>."
        ),
        .key(
            "namespaces",
            .list(.name(maximum: 63)),
            "The namespaces that an entry of its also named, where secretName is the name of such a Secret."
        ),
    ]
    /// More would be a mistake: each name is watched until its last Secret is gone.
    static let most = 256

    /// Reads all entries.
    ///
    /// - Parameters:
    ///   - field: the list.
    ///   - configuration: what of the file was read before: nothing of it can be retired.
    /// - Returns: those that are right; the mistakes of others are told.
    static func read(_ field: Field, _ configuration: Configuration) -> [RetiredRegistry] {
        guard let entries = field.list() else { return [] }
        guard entries.count <= most else {
            field.error("has more than \(most) entries: leave out those whose Secrets are gone")
            return []
        }
        var lines: [String: Int] = [:]
        return entries.compactMap { entry in
            guard let retired = read(entry) else { return nil }
            guard retired.namespaces.isEmpty else {
                checkAlso(retired, entry, configuration)
                return retired
            }
            check(retired, entry, configuration)
            if let first = lines.updateValue(entry.line, forKey: retired.secretName) {
                entry.error("Secret \"\(retired.secretName)\" is on line \(first) already: remove one of them")
            }
            return retired
        }
    }

    private static func read(_ entry: Field) -> RetiredRegistry? {
        guard let fields = Fields(entry) else { return nil }
        // All that is wrong is told at once.
        let name = fields.required("name", "write the name that the registry had").flatMap { RegistryReader.name($0) }
        let given = fields["secretName"]
        let secretName = given.flatMap { RegistryReader.secretName($0) }
        let namespaces = fields["namespaces"].map { AlsoReader.namespaces($0) } ?? []
        if !namespaces.isEmpty, given == nil {
            fields["namespaces"]?.error("belongs to a Secret of also: write its name as secretName")
        }
        guard let name, (given == nil) == (secretName == nil) else { return nil }
        return RetiredRegistry(name: name, secretName: secretName, namespaces: namespaces)
    }

    /// Of `also`: one that is gone from some of its namespaces may be wanted in others.
    private static func checkAlso(_ retired: RetiredRegistry, _ entry: Field, _ configuration: Configuration) {
        let wanted = configuration.registries.flatMap(\.also).first { $0.name == retired.secretName }
        if let namespace = wanted?.namespaces.first(where: retired.namespaces.contains) {
            entry.error(
                "Secret \"\(retired.secretName)\" is configured for namespace \(namespace): remove one of the two"
            )
        }
    }

    private static func check(_ retired: RetiredRegistry, _ entry: Field, _ configuration: Configuration) {
        if configuration.registries.contains(where: { $0.also.contains { $0.name == retired.secretName } }) {
            return entry.error(
                "Secret \"\(retired.secretName)\" is one of also that is configured: write the namespaces from which it is to go, or remove this"
            )
        }
        if let user = configuration.registries.first(where: { $0.secretName == retired.secretName }) {
            return entry.error(
                "Secret \"\(retired.secretName)\" belongs to registry \(user.name), which is configured: remove one of the two, or write the "
                    + "secretName that is to go"
            )
        }
        if configuration.registries.contains(where: { $0.name == retired.name }),
            retired.secretName == Registry.standardSecretName(of: retired.name), entry.node["secretName"] == nil
        {
            return entry.error(
                "registry \(retired.name) is configured: remove one of the two, or write the former secretName that is to go"
            )
        }
        if retired.secretName == configuration.injection.anonymousSecretName {
            entry.error(
                "Secret \"\(retired.secretName)\" is the one of the anonymous try: write the secretName that is to go, or another "
                    + "injection.anonymousSecretName"
            )
        }
    }
}
