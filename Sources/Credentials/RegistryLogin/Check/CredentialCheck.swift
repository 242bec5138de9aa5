package import Configuration
package import Credentials
import Text

/// Fetches the credential of a registry as the keeper would, and logs in with it.
package struct CredentialCheck: Sendable {
    private let registry: Registry
    private let fetcher: any CredentialFetcher
    private let probe: RegistryProbe?
    private let tokens: TokenCache.Access

    /// Makes a check.
    ///
    /// - Parameters:
    ///   - registry: Whose credential it is.
    ///   - fetcher: Made for the registry.
    ///   - probe: Logs in; nil to leave that out.
    ///   - tokens: The cache of all registries that are checked together.
    package init(
        _ registry: Registry,
        fetcher: any CredentialFetcher,
        probe: RegistryProbe?,
        tokens: TokenCache.Access = TokenCache(clock: .system).access()
    ) {
        self.registry = registry
        self.fetcher = fetcher
        self.probe = probe
        self.tokens = tokens
    }

    /// Runs it; on the loop of the HTTP client.
    package func run() async -> CredentialReport {
        var report = CredentialReport(registry: registry.name, kind: registry.credentials?.kind ?? "none")
        do throws(CredentialError) {
            let fetched = try await fetcher.fetch(tokens)
            report.identity = fetched.identity
            report.expiresAt = fetched.expiresAt
            report.remarks = fetched.remarks
            if !fetched.faults.isEmpty {
                report.error = "\(fetched.identity): \(fetched.faults.joined(separator: "; "))"
                return report
            }
            if let end = fetched.expiresAt, end <= fetched.fetchedAt {
                report.error =
                    "\(fetched.identity): the provider gave a credential whose time was over at \(end.whole): "
                    + "compare the clock of this machine with the time of day"
                return report
            }
            if let remark = shortLife(of: fetched) { report.remarks.append(remark) }
            guard let probe else { return report }
            let finding = await probe.attempt(fetched, of: registry)
            report.login = finding.verdict
            report.quota = finding.quota
        } catch {
            report.identity = error.identity
            report.error = error.description
        }
        return report
    }

    /// That a credential lives too short to be kept in Secrets, and what to change.
    private func shortLife(of fetched: FetchedCredential) -> String? {
        guard let life = fetched.expiresAt.map({ $0 - fetched.fetchedAt }), life < TokenFreshness.shortLife else {
            return nil
        }
        let advice =
            registry.credentialKind?.lifeAdvice ?? "have whoever gives it out make it live longer, for an hour or more"
        return
            "it lives for \(life.components.seconds) s only, and Secrets everywhere cannot be renewed as often as that: \(advice)"
    }
}
