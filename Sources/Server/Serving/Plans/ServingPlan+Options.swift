internal import Configuration

extension ServingPlan {
    /// Makes what a configuration and flags ask for: reads certificates and takes ports, but serves nothing yet.
    ///
    /// - Parameters:
    ///   - options: The flags.
    ///   - choice: Which cluster is meant; of no account where the flags or the configuration want none.
    ///   - context: The configuration, the log and the numbers; for one plan only.
    /// - Returns: The plan.
    /// - Throws: ``ServingError`` where they contradict each other, or what they name cannot be had.
    package static func make(
        _ options: ServeOptions,
        in choice: ClusterChoice,
        _ context: CommandContext
    ) throws -> ServingPlan {
        var settings = context.configuration
        try options.apply(to: &settings.server)
        let mode = try ServingMode(options, settings)
        let parts = ServingParts(context, settings: settings)
        switch mode {
        case .standalone:
            return try standalone(parts)
        case .webhook(let certificate, let matched):
            return try webhook(parts, in: context.makeCluster(choice), certificate: certificate, matched: matched)
        case .policy(let names):
            return try policy(parts, in: context.makeCluster(choice), names: names)
        }
    }
}
