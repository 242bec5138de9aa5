internal import Names

extension InstallationFinder {
    /// Where an installation is, that nobody named.
    package enum Home: Sendable, Hashable {
        /// In a namespace that a registration names, or in the one that is expected.
        case known(String)
        /// Registrations name several.
        case several([String])
        /// Nothing is registered, or may be looked at, and nothing is where it is expected; Deployments of these namespaces say that they are
        /// Pullpass, as anybody's may.
        case claimed([String])
    }

    /// Finds out where the installation is; a registration counts before any Deployment.
    ///
    /// - Parameter expected: The namespace in which it is expected where nothing is registered: a CronJob is no Deployment, and
    ///   with `injection.engine: policy` no webhook is registered.
    /// - Returns: Where it is, as far as that is sure.
    package func home(expected: String) async -> Home {
        let found = await candidates()
        guard found.registered.count < 2 else { return .several(found.registered) }
        if let registered = found.registered.first { return .known(registered) }
        if found.deployed.contains(expected) || found.deployed.contains(ClusterNames.standard) {
            return .known(expected)
        }
        return await installation(in: expected).isSeen ? .known(expected) : .claimed(found.deployed)
    }
}
