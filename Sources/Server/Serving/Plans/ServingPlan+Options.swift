internal import Configuration
internal import ConfigurationKeeper

extension ServingPlan {
    /// Makes what a configuration and flags ask for: reads certificates and takes ports, but serves nothing yet.
    ///
    /// A configuration that is valid and cannot be served is no reason to end, either: where there is a last good one that can, it stands in
    /// for it.
    ///
    /// - Parameters:
    ///   - options: The flags.
    ///   - choice: Which cluster is meant; of no account where the flags or the configuration want none.
    ///   - context: The configuration, the log and the numbers; for one plan only.
    ///   - stored: Where the last good configuration is kept; nil for no cluster.
    /// - Returns: The plan.
    /// - Throws: ``ServingError`` where they contradict each other, or what they name cannot be had.
    package static func start(
        _ options: ServeOptions,
        in choice: ClusterChoice,
        _ context: CommandContext,
        stored: StoredConfigurationSource?
    ) async throws -> ServingPlan {
        do {
            return try make(options, in: choice, context)
        } catch let failure as ServingError {
            let retries = (try? options.checkStart(of: context.configuration)) == nil
            guard let stored,
                let last = await context.standIn(for: failure.description, retries: retries, stored)
            else { throw failure }
            do {
                return try make(options, in: choice, last)
            } catch let second as ServingError where second != failure {
                throw ServingError(
                    code: failure.code,
                    description:
                        "\(failure)\nand the last good configuration (\(stored.place)) cannot be served either: \(second)"
                )
            } catch {
                throw failure
            }
        }
    }

    /// Makes what a configuration and flags ask for, and nothing else.
    package static func make(
        _ options: ServeOptions,
        in choice: ClusterChoice,
        _ context: CommandContext
    ) throws -> ServingPlan {
        var settings = context.configuration
        try options.apply(to: &settings.server)
        let mode = try ServingMode(options, settings)
        var parts = ServingParts(context, settings: settings)
        parts.configurationSecret = options.configurationSecret
        parts.showsPullRegistries = options.showsPullRegistries
        parts.accepts = { [initial = settings.server] in try options.checkReload(of: $0, from: initial) }
        switch mode {
        case .standalone:
            return try standalone(parts)
        case .webhook(let certificate, let matched):
            return try inCluster(choice, context) {
                try webhook(parts, in: $0, certificate: certificate, matched: matched)
            }
        case .policy(let names):
            return try inCluster(choice, context) { try policy(parts, in: $0, names: names) }
        }
    }

    private static func inCluster(
        _ choice: ClusterChoice,
        _ context: CommandContext,
        _ make: (Cluster) throws -> ServingPlan
    ) throws -> ServingPlan {
        let cluster = try context.makeCluster(choice)
        do {
            return try make(cluster)
        } catch {
            // Another plan may be made in its place.
            cluster.shutDown()
            throw error
        }
    }
}

extension ServeOptions {
    /// Whether a process with these flags could start with a configuration, as far as that can be told without taking ports.
    ///
    /// - Throws: ``ServingError``, which says why not.
    func checkStart(of configuration: Configuration) throws {
        try check(configuration) { _ in true }
    }

    /// The same for a process that runs: files of certificates are looked at where they are others than at the start, since the others are
    /// looked at by who serves them.
    func checkReload(of configuration: Configuration, from initial: ServerSettings) throws {
        try check(configuration) { $0 != initial.tls }
    }

    private func check(_ configuration: Configuration, readsFiles: (TLSFiles) -> Bool) throws {
        var settings = configuration
        try apply(to: &settings.server)
        let mode = try ServingMode(self, settings)
        guard readsFiles(settings.server.tls) else { return }
        switch mode {
        case .standalone, .webhook(.files, _): _ = try CertificateFiles(settings.server.tls)
        case .webhook(.own, _): _ = try ServingCertificate.clientCA(settings.server.tls)
        case .policy: break
        }
    }
}
