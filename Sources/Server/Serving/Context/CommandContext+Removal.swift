internal import Configuration
internal import Files

extension CommandContext {
    /// Reads a configuration file for the removal of everything, for which names suffice: one that cannot be used, or is not there, is a
    /// warning.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - label: The command's name in the log.
    ///   - version: The version of Pullpass.
    ///   - environment: The variables of the process.
    ///   - warn: Told, a line each, of what its author should know.
    package init(
        forRemovalBy path: String,
        label: String,
        version: String,
        environment: [String: String],
        warn: (String) -> Void
    ) throws {
        do {
            try self.init(
                configuration: path,
                mode: .cluster,
                // What cannot be said in CEL can be removed all the same.
                isForPolicy: true,
                label: label,
                version: version,
                environment: environment
            ) { warn("\($0)") }
        } catch {
            warn("\(error)")
            let bytes = (try? LocalFileSystem().readText(path, limit: Configuration.maximumFileBytes)) ?? []
            let configuration = Configuration.salvaged(bytes)
            warn(
                "everything is removed all the same, by the names that \(path) has and that masters remember; the Lease is "
                    + "\(configuration.keeper.leaderElection.leaseName)"
            )
            let reading = Configuration.Reading(salvaged: configuration)
            self.init(
                configuration: configuration,
                file: try ReloadingFile(paths: []) { _ in reading },
                version: version,
                environment: environment,
                logger: configuration.log.makeLogger(label: label)
            )
        }
    }
}
