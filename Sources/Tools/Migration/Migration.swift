internal import Manifests
internal import Names
internal import Text

/// What another tool's settings become: our configuration, the commands of the hand-over, and what cannot be carried over.
///
/// No credential of the input is in any of it.
package struct Migration: Sendable {
    /// Whose settings they are.
    package let tool: MigratedTool
    /// Values of our chart, as YAML.
    package let values: String
    /// The same as a configuration file, for an installation without the chart.
    package let configuration: String
    /// The hand-over as a script for a shell.
    package let commands: String
    /// What was asked for and has nothing of ours in its place.
    package let left: [String]
    /// What is different from now on.
    package let notes: [String]
    /// How many registries the configuration has.
    package let registries: Int

    /// Reads settings.
    ///
    /// - Throws: ``MigrationError`` where a text cannot be read, and where it is not told whose settings they are.
    package init(_ inputs: [MigrationInput], _ options: MigrationOptions) throws(MigrationError) {
        let documents = try Document.read(inputs)
        if let given = options.tool {
            tool = given
        } else {
            tool = try Self.tool(of: documents)
        }
        var draft = Draft(tool, documents, options)
        switch tool {
        case .imagepullsecretsManager: draft.readImagePullSecretsManager()
        case .titansoft, .tamcore: draft.readPatcher()
        case .alexellis: draft.readClusterPullSecrets()
        case .upmc: draft.readRegistryCreds()
        case .ecrLoginRenew: draft.readECRLoginRenew()
        case .imps: draft.readImps()
        case .regcredInjector: draft.readRegcredInjector()
        }
        // Of imps each object is read for itself.
        if tool != .imps, draft.hasSeveralSettings {
            draft.leave(
                "the input has several objects that run \(tool.rawValue), with different settings, and they were taken for those of one: migrate each by itself"
            )
        }
        registries = draft.registries.count
        left = draft.left.map { Printable.visible($0) }
        notes = draft.notes.map { Printable.visible($0) }
        let settings = draft.settings
        values = registries == 0 ? "" : ManifestValue.object([("config", .object(settings))]).yaml
        let head: [(key: String, value: ManifestValue)] = [
            ("apiVersion", .text(ClusterNames.configurationVersion)), ("kind", "Configuration"),
        ]
        configuration = registries == 0 ? "" : ManifestValue.object(head + settings).yaml
        commands = registries == 0 ? "" : Handover(draft).script
    }

    private static func tool(of documents: [Document]) throws(MigrationError) -> MigratedTool {
        let found = MigratedTool.found(in: documents)
        if found.count == 1, let only = found.first { return only }
        let names = (found.isEmpty ? MigratedTool.allCases : found).map(\.rawValue).joined(separator: ", ")
        throw MigrationError(
            found.isEmpty
                ? "the input is of no tool that is known: give its values, its objects with their images, or --from, one of \(names)"
                : "the input is of several tools: say which one is meant, --from with one of \(names)"
        )
    }
}

extension Draft {
    /// What stands in the configuration.
    fileprivate var settings: [(key: String, value: ManifestValue)] {
        let registries: (key: String, value: ManifestValue) = ("registries", .list(registries.map(\.manifest)))
        return [registries] + (selection.manifest.map { [("namespaceSelector", $0)] } ?? [])
    }
}
