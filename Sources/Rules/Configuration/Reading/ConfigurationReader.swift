import Names
package import YAML

extension Configuration {
    /// What reading a file gave: every diagnostic, and the configuration when none of them is an error.
    package struct Reading: Sendable {
        /// The configuration; nil when there are errors.
        package let configuration: Configuration?
        /// All errors and warnings in the order of the file.
        package let diagnostics: [ConfigurationDiagnostic]
        /// What was read.
        package let text: ConfigurationText

        init(configuration: Configuration?, diagnostics: [ConfigurationDiagnostic], text: ConfigurationText) {
            self.configuration = configuration
            self.diagnostics = diagnostics
            self.text = text
        }

        /// Of what was left of a file (``Configuration/salvaged(_:)``).
        package init(salvaged configuration: Configuration, of bytes: [UInt8]) {
            self.init(configuration: configuration, diagnostics: [], text: ConfigurationText(bytes: bytes))
        }

        /// The errors alone.
        package var errors: [ConfigurationDiagnostic] { diagnostics.filter { $0.severity == .error } }
        /// The warnings alone.
        package var warnings: [ConfigurationDiagnostic] { diagnostics.filter { $0.severity == .warning } }

        /// The configuration, or the error that says what is wrong with the file.
        package func get() throws(ConfigurationError) -> Configuration {
            guard let configuration else { throw .invalid(diagnostics) }
            return configuration
        }
    }

    /// The largest configuration file in bytes: more than a ConfigMap or Secret holds.
    package static let maximumFileBytes = 4 << 20

    /// Reads and checks a configuration in YAML or JSON; a pure function.
    ///
    /// - Parameters:
    ///   - bytes: the content of the file.
    ///   - file: how diagnostics name the file.
    ///   - mode: what the configuration is for.
    ///   - kinds: what may stand below `credentials`, in the order of messages that list them.
    /// - Returns: every diagnostic, and the configuration when none of them is an error.
    package static func parse(
        _ bytes: [UInt8],
        file: String,
        mode: Mode,
        kinds: [any CredentialSource.Type]
    ) -> Reading {
        let sink = DiagnosticSink(lines: SourceLines(file: file), mode: mode)
        let configuration = document(bytes, sink: sink).flatMap { read($0, kinds: kinds, sink: sink) }
        return Reading(
            configuration: sink.hasErrors ? nil : configuration,
            diagnostics: sink.sorted,
            text: ConfigurationText(bytes: bytes)
        )
    }

    /// Whether a text holds a document that calls itself a configuration of ours, of any version.
    package static func isConfiguration(_ bytes: [UInt8]) -> Bool {
        let documents = try? YAMLNode.read(yamlOrJSON: bytes).documents
        return documents?.contains { document in
            document["kind"]?.string == kind
                && document["apiVersion"]?.string?.hasPrefix("\(PullpassKey.domain)/") == true
        } ?? false
    }

    /// The one document of a file.
    ///
    /// - Parameters:
    ///   - bytes: the content of the file.
    ///   - offset: how far its lines move, see ``DiagnosticSink/begin(_:lines:)``.
    ///   - sink: told of what is wrong with it as YAML or JSON.
    /// - Returns: The document; nil where there is none that can be read.
    package static func document(_ bytes: [UInt8], movedBy offset: Int = 0, sink: DiagnosticSink) -> YAMLNode? {
        let reading: YAMLNode.Reading
        do {
            let limits = YAMLLimits(maximumBytes: maximumFileBytes, maximumNodes: 200_000, maximumDepth: 50)
            reading = try YAMLNode.read(yamlOrJSON: bytes, limits: limits)
        } catch {
            sink.error(line: error.line + offset, path: "", "column \(error.column): \(error.reason)")
            return nil
        }
        for duplicate in reading.duplicateKeys {
            // The key is not repeated: below `credentials` it may be a credential.
            let first = duplicate.firstMark.line
            let place = "column \(duplicate.mark.column): a key that stands on line \(first) already"
            sink.error(line: duplicate.mark.line + offset, path: "", "\(place): remove one of them")
        }
        guard let document = reading.documents.first else {
            sink.error(
                line: 1 + offset,
                path: "",
                "the file is empty: write apiVersion: \(apiVersion), kind: \(kind) and registries"
            )
            return nil
        }
        if reading.documents.count > 1 {
            let second = reading.documents[1].mark.line
            sink.error(line: second + offset, path: "", "a second document: write one \(kind) in one file, without ---")
        }
        return document.moved(by: offset)
    }

    /// The keys of the file.
    static func keys(kinds: [any CredentialSource.Type]) -> [SettingKey] {
        [
            .required("apiVersion", .word([apiVersion]), "The version of this format."),
            .required("kind", .word([kind]), "What the file is."),
            .key(
                "registries",
                .list(.mapping(RegistryReader.keys(kinds: kinds)), mayBeEmpty: true),
                "The registries, in the order in which their Secrets stand in a Pod. At least one, but with keeper.tenantSecrets."
            ),
            .key(
                "namespaceSelector",
                .mapping(LabelReader.selectorKeys),
                "The namespaces that are opted in, by their labels. Without it those with the label \(PullpassKey.inject) and the value enabled or true."
            ),
            .key(
                "injection",
                .mapping(InjectionReader.keys),
                "By whom Pods are given their Secrets. Changes need a restart."
            ),
            .key("server", .mapping(ServerReader.keys), "The listeners and their limits. Changes need a restart."),
            .key(
                "keeper",
                .mapping(KeeperReader.keys),
                "How Secrets are written, refreshed and removed. Changes of all but removeAfter need a restart."
            ),
            .key(
                "heal",
                .mapping(HealReader.keys),
                "What is done about Pods whose images a registry refuses to give out. Switching it on or off needs a restart."
            ),
            .key(
                "serviceAccounts",
                .mapping(ServiceAccountSettingsReader.keys),
                "ServiceAccounts of selected namespaces whose imagePullSecrets carry the names of the Secrets. To write the section, or to leave it out, needs a restart."
            ),
            .key("log", .mapping(LogSettings.keys), "What is logged and how. Changes need a restart."),
            .key("status", .mapping(StatusReader.keys), "What operators are shown beside metrics."),
            .key(
                "retired",
                .list(.mapping(RetiredReader.keys), mayBeEmpty: true),
                "Registries that were, and whose Secrets are to go. Needed where the chart cannot ask the cluster, and where the right was lost."
            ),
        ]
    }

    /// Reads a document that was parsed already.
    ///
    /// - Parameters:
    ///   - document: the file.
    ///   - place: the path of the document itself; empty for a whole file.
    ///   - kinds: what may stand below `credentials`.
    ///   - sink: told of everything that is wrong with it, and of what its author should know.
    /// - Returns: The configuration, which must not be used where the sink has errors.
    package static func read(
        _ document: YAMLNode,
        at place: String = "",
        kinds: [any CredentialSource.Type],
        sink: DiagnosticSink
    ) -> Configuration? {
        let shape = SettingShape.mapping(keys(kinds: kinds))
        let root = Field(node: document, path: place, line: document.mark.line, sink: sink, shape: shape)
        guard let fields = Fields(root) else { return nil }
        checkType(fields)
        var configuration = Configuration(registries: [])
        if let keeper = fields["keeper"] { configuration.keeper = KeeperReader.read(keeper) }
        if let injection = fields["injection"] {
            configuration.injection = InjectionReader.read(injection, mode: sink.mode)
        }
        configuration.registries = readRegistries(fields, RegistryReader(mode: sink.mode, kinds: kinds), configuration)
        if let accounts = fields["serviceAccounts"] {
            configuration.serviceAccounts = ServiceAccountSettingsReader.read(accounts, configuration, mode: sink.mode)
        }
        if let selector = fields["namespaceSelector"] {
            configuration.namespaceSelector = LabelReader.selector(selector) ?? .optedIn
            if configuration.namespaceSelector.selectsEverything, !selector.hasErrorWithin {
                selector.warning(
                    "selects every namespace, so each gets every credential: write matchLabels or leave the key out"
                )
            }
        }
        if let server = fields["server"] {
            configuration.server = ServerReader.read(server, injection: configuration.injection)
        }
        if let heal = fields["heal"] {
            configuration.heal = HealReader.read(heal, injection: configuration.injection, mode: sink.mode)
        }
        if let log = fields["log"] { configuration.log = readLog(log) }
        if let status = fields["status"] { configuration.status = StatusReader.read(status) }
        if let retired = fields["retired"] { configuration.retired = RetiredReader.read(retired, configuration) }
        configuration.withhold(sink.credentialVariables)
        configuration.credentialFiles = sink.credentialFiles
        return configuration
    }

    private static func checkType(_ fields: Fields) {
        for (key, wanted) in [("apiVersion", apiVersion), ("kind", kind)] {
            guard let field = fields.required(key, "write \(key): \(wanted)"), let text = field.string() else {
                continue
            }
            if text != wanted { field.error("\"\(text)\" is not what this version reads: write \(key): \(wanted)") }
        }
    }

    private static func readRegistries(
        _ fields: Fields,
        _ reader: RegistryReader,
        _ others: Configuration
    ) -> [Registry] {
        let keeper = others.keeper
        // With tenants' Secrets, there are rules without any in the file.
        if keeper.tenantSecretsEnabled, fields["registries"] == nil { return [] }
        guard let field = fields.required("registries", "write a list with at least one registry"),
            let entries = field.list()
        else { return [] }
        if field.isEmptyList, !keeper.tenantSecretsEnabled {
            field.error("is empty: write at least one registry")
        }
        var seen = SeenNames()
        let registries = entries.compactMap { entry -> Registry? in
            let registry = reader.read(entry)
            seen.check(registry, entry)
            InjectionReader.check(others.injection, registry: registry, entry)
            InjectionReader.check(others.injection, secretNameOf: registry, entry)
            return registry
        }
        AlsoReader.check(registries, entries, others.injection)
        return registries
    }

    private static func readLog(_ field: Field) -> LogSettings {
        var settings = LogSettings()
        guard let fields = Fields(field) else { return settings }
        if let level = fields["level"]?.word(LogSettings.Level.self) { settings.level = level }
        settings.format = fields["format"]?.word(LogSettings.Format.self)
        return settings
    }
}

/// Names that must be unique among the registries.
private struct SeenNames {
    private var names: [String: Int] = [:]
    private var secretNames: [String: (name: String, line: Int)] = [:]

    mutating func check(_ registry: Registry?, _ entry: Field) {
        guard let registry else { return }
        func line(_ key: String) -> Int { entry.node.mapping?.first { $0.key == key }?.keyMark.line ?? entry.line }
        let nameLine = line("name")
        if let first = names.updateValue(nameLine, forKey: registry.name) {
            names[registry.name] = first
            entry.sink.error(
                line: nameLine,
                path: "\(entry.path).name",
                "\"\(registry.name)\" is the name of the registry on line \(entry.sink.shown(first)) too: write another name"
            )
            // The Secrets' names then differ no more than these, which needs no second message.
            return
        }
        let isGiven = entry.node["secretName"]?.string != nil
        let secretLine = isGiven ? line("secretName") : nameLine
        if let first = secretNames[registry.secretName] {
            entry.sink.error(
                line: secretLine,
                path: "\(entry.path).\(isGiven ? "secretName" : "name")",
                "Secret \"\(registry.secretName)\" belongs to registry \(first.name) on line \(entry.sink.shown(first.line)): "
                    + "write another secretName"
            )
        } else {
            secretNames[registry.secretName] = (registry.name, secretLine)
        }
    }
}
