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
        guard NameRules.isSubdomain(configurationSecret) else {
            throw ValidationError(
                "--configuration-secret \"\(configurationSecret)\" is no name of an object: write lower-case letters, digits, - and ., for example "
                    + ClusterNames.configurationSecret
            )
        }
    }
}
