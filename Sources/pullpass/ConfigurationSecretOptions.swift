import ArgumentParser
import Configuration
import Names

/// The flag that names the Secret of the last good configuration.
struct ConfigurationSecretOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The Secret of Pullpass' own namespace that keeps the last good configuration, which is used where the file cannot be.",
            valueName: "name"
        )
    )
    var configurationSecret = ClusterNames.configurationSecret

    func validate() throws {
        try ObjectNameFlag.check(configurationSecret, "--configuration-secret", for: ClusterNames.configurationSecret)
    }
}

/// How flags name objects of a cluster.
enum ObjectNameFlag {
    /// Refuses what is no name of an object.
    ///
    /// - Parameters:
    ///   - name: What was given.
    ///   - flag: The flag that has it.
    ///   - example: A name that is one.
    /// - Throws: a `ValidationError` that says what to write.
    static func check(_ name: String, _ flag: String, for example: String) throws {
        guard !NameRules.isSubdomain(name) else { return }
        throw ValidationError(
            "\(flag) \"\(name)\" is no name of an object: write lower-case letters, digits, - and ., for example \(example)"
        )
    }
}
