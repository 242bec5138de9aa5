package import Configuration
package import Credentials
package import HTTPClient
import Images

/// Tries a credential out at its registry.
///
/// It logs in as the registry's own challenge says, and where an image is configured asks for the head of its manifest. Nothing is pulled.
///
/// | the registry | verdict |
/// |---|---|
/// | takes it | good |
/// | answers 401 or 403 to the login, or to the image | refused |
/// | answers 429, 5xx or something else, or is not reachable from here | unknown |
/// | has no such image | unknown: it may be hidden from this credential |
/// | asks nobody for a credential | unknown |
/// | sends it to a token service on a foreign host | unknown: see `TokenRealm` |
///
/// Its methods are for tasks on the loop of the HTTP client. No credential and no answer is in any of its texts.
package struct RegistryProbe: Sendable {
    /// What came of an attempt.
    package struct Finding: Sendable, Hashable {
        /// The worst that a registry said: refused before unknown before good.
        package var verdict: LoginVerdict
        /// What Docker Hub said of the quota; nil for other registries, and where there is no limit.
        package var quota: PullQuota?

        /// Makes a finding.
        package init(verdict: LoginVerdict, quota: PullQuota? = nil) {
            self.verdict = verdict
            self.quota = quota
        }
    }

    let clients: RegistryClients
    let timeouts: HTTPClientTimeouts

    /// Makes a probe.
    ///
    /// - Parameters:
    ///   - clients: The ways to the registries; of one with `tls`, as its last fetch made it.
    ///   - timeouts: For each of the few requests.
    package init(
        clients: RegistryClients,
        timeouts: HTTPClientTimeouts = HTTPClientTimeouts(connect: .seconds(5), total: .seconds(15), idle: .seconds(15))
    ) {
        self.clients = clients
        self.timeouts = timeouts
    }

    /// Makes a probe with one way to all registries.
    package init(http: HTTPClient) { self.init(clients: RegistryClients(http)) }

    /// What speaks against a new credential; `.good` without a request where the registry's `probe` is off.
    package func check(_ fetched: FetchedCredential, of registry: Registry) async -> Finding {
        registry.probe.isEnabled ? await attempt(fetched, of: registry) : Finding(verdict: .good)
    }

    /// Tries a credential out, whether or not the registry's `probe` is on; with its `image` where it has one.
    package func attempt(_ fetched: FetchedCredential, of registry: Registry) async -> Finding {
        let image = registry.probe.image.flatMap { try? ImageReference(parsing: $0) }
        let targets = ProbeTarget.all(fetched.auths, of: registry, image: image)
        guard !targets.isEmpty else {
            return Finding(
                verdict: .unknown(
                    "matchImages has wildcards only, so no registry is known: write an image that the credential can pull, as "
                        + "probe: { image: … } below this registry"
                )
            )
        }
        let client = ProviderClient(clients.client(of: registry))
        var total = Finding(verdict: .good)
        for target in targets {
            let attempt = ProbeAttempt(
                target: target,
                kind: registry.credentialKind,
                client: client,
                timeouts: timeouts
            )
            let finding = await attempt.run()
            total.quota = total.quota ?? finding.quota
            if finding.verdict.rank > total.verdict.rank { total.verdict = finding.verdict }
        }
        return total
    }
}

extension LoginVerdict {
    /// Worse is more.
    fileprivate var rank: Int {
        switch self {
        case .good: 0
        case .unknown: 1
        case .refused: 2
        }
    }
}
