package import Configuration
internal import Credentials
internal import EventLoop
package import RegistryLogin
internal import Text

extension CommandContext {
    /// Fetches the credentials of registries just as the keeper does, each once and all at the same time, and logs in with them.
    ///
    /// - Parameters:
    ///   - registries: Whose credentials are meant.
    ///   - logsIn: Whether they are tried out at the registries.
    ///   - choice: The cluster whose Secrets are read where a credential names one.
    /// - Returns: What was found, in the order of the registries.
    /// - Throws: ``ServingError`` where the way there cannot be made.
    package func checkCredentials(
        of registries: [Registry],
        logsIn: Bool,
        in choice: ClusterChoice
    ) async throws -> [CredentialReport] {
        let outbound = try makeOutbound()
        let secrets = try makeSecrets(choice, on: outbound)
        let probe = logsIn ? outbound.makeProbe() : nil
        let tokens = TokenCache(clock: .system).access()
        let reports = await Task(executorPreference: outbound.loop) {
            await withTaskGroup(of: (Int, CredentialReport).self) { group in
                for (index, registry) in registries.flatMap({ $0.each(of: choice.onlyNamespaces) }).enumerated() {
                    let fetcher = outbound.makeFetcher(
                        for: registry,
                        secrets: secrets,
                        serviceAccounts: secrets.serviceAccounts
                    )
                    let check = CredentialCheck(registry, fetcher: fetcher, probe: probe, tokens: tokens)
                    group.addTask { (index, await check.run()) }
                }
                return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }.value
        outbound.shutDown()
        return reports
    }
}

extension Registry {
    /// The registry, or as often as it has a credential for some namespaces: where each has its own.
    fileprivate func each(of namespaces: [String]) -> [Registry] {
        isPerNamespace && !namespaces.isEmpty ? namespaces.map(of) : [self]
    }
}
