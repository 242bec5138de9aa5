import YAML

extension Configuration {
    /// What of a file can be read that is no valid configuration: names alone, for the removal of everything, which needs no more.
    ///
    /// - Parameter bytes: the content; empty where the file is missing.
    /// - Returns: a configuration without registries, in which all that the file names is retired, with the Lease, the Secret of the
    ///   anonymous try and the engine as far as they are said; with their defaults otherwise.
    package static func salvaged(_ bytes: [UInt8]) -> Configuration {
        var configuration = Configuration(registries: [])
        let limits = YAMLLimits(maximumBytes: maximumFileBytes, maximumNodes: 200_000, maximumDepth: 50)
        guard let root = try? YAMLNode.read(yamlOrJSON: bytes, limits: limits).documents.first else {
            return configuration
        }
        func name(_ node: YAMLNode?) -> String? {
            node?.string.flatMap { NameRules.isSubdomain($0) ? $0 : nil }
        }
        let entries = (root["registries"]?.sequence ?? []) + (root["retired"]?.sequence ?? [])
        configuration.retired = entries.compactMap { entry in
            name(entry["name"]).map { RetiredRegistry(name: $0, secretName: name(entry["secretName"])) }
        }
        if let lease = name(root["keeper"]?["leaderElection"]?["leaseName"]) {
            configuration.keeper.leaderElection.leaseName = lease
        }
        let injection = root["injection"]
        if let anonymous = name(injection?["anonymousSecretName"]) {
            configuration.injection.anonymousSecretName = anonymous
        }
        if let engine = injection?["engine"]?.string.flatMap(InjectionSettings.Engine.init(rawValue:)) {
            configuration.injection.engine = engine
        }
        if let policy = name(injection?["policy"]?["name"]) { configuration.injection.policy.name = policy }
        configuration.injection.policy.ownerRole = name(injection?["policy"]?["ownerRole"])
        return configuration
    }
}
