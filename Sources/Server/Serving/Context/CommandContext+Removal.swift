internal import Configuration
internal import ConfigurationKeeper
internal import Files

extension CommandContext {
    /// Reads a configuration file for the removal of everything, for which names suffice: where it cannot be used, or is not there, the last good
    /// one stands in for it, and where there is none of that either, whatever names can be read.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - label: The command's name in the log.
    ///   - version: The version of Pullpass.
    ///   - environment: The variables of the process.
    ///   - stored: Where the last good one is kept.
    ///   - warn: Told, a line each, of what its author should know.
    /// - Returns: what to remove by.
    /// - Throws: where not even that much can be had.
    package static func load(
        forRemovalBy path: String,
        label: String,
        version: String,
        environment: [String: String],
        stored: StoredConfigurationSource,
        warn: (String) -> Void
    ) async throws -> CommandContext {
        // What cannot be said in CEL can be removed all the same.
        let file = ConfigurationFile(path: path, mode: .cluster, isForPolicy: true)
        let command = CommandOrigin(label: label, version: version, environment: environment)
        do {
            return try CommandContext(file.watch(), command) { warn("\($0)") }
        } catch {
            warn("\(error)")
        }
        let bytes = (try? LocalFileSystem().readText(path, limit: Configuration.maximumFileBytes)) ?? []
        let salvaged = Configuration.salvaged(bytes)
        do {
            if let last = try await stored.read(patience) {
                var configuration = try file.read(last.text, from: stored.place).get()
                configuration.retire(namesOf: salvaged)
                warn(
                    "everything is removed all the same, by the last good configuration (\(stored.place), \(last)) and the names that \(path) has"
                )
                let reading = Configuration.Reading(salvaged: configuration, of: last.text.bytes)
                return try CommandContext(ReloadingFile(paths: []) { _ in reading }, command) { _ in }
            }
        } catch {
            warn("the last good configuration (\(stored.place)) does not help either: \(error)")
        }
        warn(
            "everything is removed all the same, by the names that \(path) has and that masters remember; the Lease is "
                + "\(salvaged.keeper.leaderElection.leaseName)"
        )
        let reading = Configuration.Reading(salvaged: salvaged, of: bytes)
        return try CommandContext(ReloadingFile(paths: []) { _ in reading }, command) { _ in }
    }
}

extension Configuration {
    /// Adds what another one names to what is to go.
    fileprivate mutating func retire(namesOf other: Configuration) {
        let known = Set(registries.map(\.secretName) + retired.map(\.secretName))
        retired += other.retired.filter { !known.contains($0.secretName) }
    }
}
