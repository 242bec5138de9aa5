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

    /// What speaks against a credential; nil where the registry's `probe` is off, and nobody is asked.
    package func check(_ fetched: FetchedCredential, of registry: Registry) async -> Finding? {
        registry.probe.isEnabled ? await attempt(fetched, of: registry) : nil
    }

    /// What speaks against a new credential in place of another one; nil where the registry's `probe` is off, and nobody is asked.
    ///
    /// A login that stands in `known` as well is not tried: to keep the old one would change nothing for its registry. The verdict is
    /// `.refused` where a registry of `known` refuses what is new for it, or where nobody takes anything; any other refusal takes nothing from
    /// the logins beside it, and is a doubt.
    ///
    /// - Parameters:
    ///   - fetched: The new credential.
    ///   - registry: Whose it is.
    ///   - known: What it replaces; nil where nothing is known.
    /// - Returns: The verdict, and the quota where one of the logins that were tried has one; nil also where no login is new.
    package func check(
        _ fetched: FetchedCredential,
        of registry: Registry,
        replacing known: DockerAuths?
    ) async -> Finding? {
        guard registry.probe.isEnabled else { return nil }
        let before = Set(known.map { targets($0, registry) } ?? [])
        let all = targets(fetched.auths, registry)
        let changed = all.filter { !before.contains($0) }
        guard !changed.isEmpty || all.isEmpty else { return nil }
        let isAll = changed.count == all.count
        let findings = await findings(changed, registry)
        let isUseless = isAll && findings.allSatisfy { $0.finding.verdict.isRefusal }
        let hosts = Set(before.map(\.host))
        return total(
            findings.map { host, finding in
                guard case .refused(let reason) = finding.verdict, !isUseless, !hosts.contains(host) else {
                    return finding
                }
                var doubt = finding
                doubt.verdict = .unknown("one of several logins is refused: \(reason)")
                return doubt
            }
        )
    }

    /// Tries a credential out, whether or not the registry's `probe` is on; with its `image` where it has one.
    package func attempt(_ fetched: FetchedCredential, of registry: Registry) async -> Finding {
        total(await findings(targets(fetched.auths, registry), registry).map(\.finding))
    }

    private func targets(_ auths: DockerAuths, _ registry: Registry) -> [ProbeTarget] {
        let image = registry.probe.image.flatMap { try? ImageReference(parsing: $0) }
        return ProbeTarget.all(auths, of: registry, image: image)
    }

    /// What the registries say, of ``ProbeTarget/maximumCount`` targets at most.
    private func findings(_ targets: [ProbeTarget], _ registry: Registry) async -> [(host: String, finding: Finding)] {
        let client = ProviderClient(clients.client(of: registry))
        var findings: [(host: String, finding: Finding)] = []
        for target in targets.prefix(ProbeTarget.maximumCount) {
            let attempt = ProbeAttempt(
                target: target,
                kind: registry.credentialKind,
                client: client,
                timeouts: timeouts
            )
            findings.append((target.host, await attempt.run()))
        }
        return findings
    }

    /// The worst of them.
    private func total(_ findings: [Finding]) -> Finding {
        guard !findings.isEmpty else {
            return Finding(
                verdict: .unknown(
                    "matchImages has wildcards only, so no registry is known: write an image that the credential can pull, as "
                        + "probe: { image: … } below this registry"
                )
            )
        }
        var total = Finding(verdict: .good)
        for finding in findings {
            total.quota = total.quota ?? finding.quota
            if finding.verdict.rank > total.verdict.rank { total.verdict = finding.verdict }
        }
        return total
    }
}

extension LoginVerdict {
    fileprivate var isRefusal: Bool { rank == 2 }

    /// Worse is more.
    fileprivate var rank: Int {
        switch self {
        case .good: 0
        case .unknown: 1
        case .refused: 2
        }
    }
}
