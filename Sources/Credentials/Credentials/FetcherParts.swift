package import Configuration
package import HTTPClient
package import Text

/// What the fetcher of one registry is made of.
package struct FetcherParts: Sendable, Confidential {
    /// Whose credential is fetched.
    package let registry: Registry
    /// The variables of the process.
    package let environment: [String: String]
    /// Reads the parts of a credential.
    package let values: ValueResolver
    /// Gives tokens of other ServiceAccounts than Pullpass' own.
    package let serviceAccounts: any ServiceAccountReader
    /// What time it is at a fetch.
    package let clock: WallClock
    /// The way to token services; whoever uses it runs on its loop.
    package let http: HTTPClient

    /// The environment of a program that is run for the registry, to which the program's own variables are added.
    package var programEnvironment: [String: String] {
        ProgramEnvironment.of(environment, withholding: registry.withheldVariables)
    }

    /// The variables of the process as a chain like an SDK's reads them: checked.
    package var checkedEnvironment: CheckedEnvironment { CheckedEnvironment(environment) }

    /// The bounded way to token services.
    package var client: ProviderClient { ProviderClient(http) }
}
