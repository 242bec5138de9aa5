package import Configuration
internal import ConfigurationKeeper
internal import Files
internal import Logging
internal import Logs

extension CommandContext {
    /// For how long a start waits for the API server: less than a liveness probe does.
    static let patience = Duration.seconds(30)

    /// Reads a configuration file or, where that cannot be used, the last good configuration in its place.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - mode: What it is read for.
    ///   - label: The command's name in the log.
    ///   - version: The version of Pullpass.
    ///   - environment: The variables of the process.
    ///   - stored: Where the last good one is kept; nil for no cluster.
    ///   - warn: Told of each thing that the author should know of what is used.
    /// - Returns: what to work by, which says where it comes from.
    /// - Throws: ``ServingError`` with all errors of the file, and why nothing stands in for it.
    package static func load(
        configuration path: String,
        mode: Configuration.Mode = .cluster,
        label: String,
        version: String,
        environment: [String: String],
        stored: StoredConfigurationSource?,
        warn: (ConfigurationDiagnostic) -> Void
    ) async throws -> CommandContext {
        let file = ConfigurationFile(path: path, mode: mode)
        let command = CommandOrigin(label: label, version: version, environment: environment)
        // Before it is read: what changes from now on is looked at again.
        let fingerprints = file.fingerprints
        do {
            return try CommandContext(file.watch(), command, warn: warn)
        } catch {
            let refusal = Refusal(reason: "\(error)", fingerprints: fingerprints)
            guard let stored else {
                throw ServingError.unusable(
                    "\(refusal.reason)\n--standalone has no cluster in which a last good one is kept: correct the file"
                )
            }
            return try await standIn(for: refusal, of: file, command, stored, warn: warn)
        }
    }

    /// Why a file is not used.
    private struct Refusal {
        let reason: String
        /// What the file was; nil where it is to be looked at again each time.
        let fingerprints: [FileFingerprint]?
    }

    private static func standIn(
        for refusal: Refusal,
        of file: ConfigurationFile,
        _ command: CommandOrigin,
        _ stored: StoredConfigurationSource,
        warn: (ConfigurationDiagnostic) -> Void
    ) async throws -> CommandContext {
        func failure(_ more: String) -> ServingError { .unusable("\(refusal.reason)\n\(more)") }
        let last: StoredConfiguration?
        do {
            last = try await stored.read(patience)
        } catch {
            throw failure(
                "and the last good one (\(stored.place)) cannot be read: \(error). Correct the file, or start Pullpass again once this is mended, as a "
                    + "kubelet does by itself"
            )
        }
        guard let last else {
            throw failure(
                "and there is no last good one (\(stored.place)), since none has been in force yet: correct the file, and start Pullpass again, as a "
                    + "kubelet does by itself"
            )
        }
        do {
            return try standIn(last, for: refusal, of: file, command, stored, warn: warn)
        } catch {
            throw failure(
                "and the last good one (\(stored.place), \(last)) cannot be used by this version (\(command.version)) either: correct the file, or go "
                    + "back to the version before:\n\(error)"
            )
        }
    }

    private static func standIn(
        _ last: StoredConfiguration,
        for refusal: Refusal,
        of file: ConfigurationFile,
        _ command: CommandOrigin,
        _ stored: StoredConfigurationSource,
        warn: (ConfigurationDiagnostic) -> Void
    ) throws -> CommandContext {
        let reading = try file.read(last.text, from: stored.place)
        let watched = file.watch(instead: reading, for: refusal.reason, at: refusal.fingerprints)
        var context = try CommandContext(watched, command, warn: warn)
        context.origin = .stored(last, reason: refusal.reason)
        context.logger.error(
            "\(context.origin.remedy)",
            [.error: "\(refusal.reason)"]
        )
        return context
    }
}

extension CommandContext {
    /// The same command with the last good configuration, where the one of the file is valid and cannot be served.
    ///
    /// - Parameters:
    ///   - reason: Why it cannot be served.
    ///   - retries: Whether the file is looked at again though it does not change: something outside of it may be mended.
    ///   - stored: Where the last good one is kept.
    /// - Returns: nil where there is none, none that can be used, or no other than the file's.
    func standIn(for reason: String, retries: Bool, _ stored: StoredConfigurationSource) async -> CommandContext? {
        guard origin == .file, let path = file.paths.first else { return nil }
        // Whatever is wrong is most often in the flags, and they are told without a cluster as well.
        guard let last = try? await stored.read(.seconds(5)), last.text != file.value.text else { return nil }
        return try? Self.standIn(
            last,
            for: Refusal(reason: reason, fingerprints: retries ? nil : file.fingerprints),
            of: ConfigurationFile(path: path, mode: .cluster),
            CommandOrigin(label: logger.label, version: version, environment: environment),
            stored
        ) { _ in }
    }
}
