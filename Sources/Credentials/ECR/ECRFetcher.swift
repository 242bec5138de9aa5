import Configuration

/// `ecr`: a token of Amazon ECR for each region.
///
/// The identity needs `ecr:GetAuthorizationToken`; what may be pulled with the token is decided by the repositories' policies and its own.
/// A token is good for 12 hours, or until the role's sessions are revoked.
///
/// | failure | kind |
/// |---|---|
/// | a source of the identity is missing, empty or contradictory | misconfigured |
/// | a pattern belongs to no region of the list | misconfigured |
/// | AWS knows the identity and says no, or does not know it: see ``AWSFailure`` | refused |
/// | no answer, throttling, 5xx, an answer without a token | unavailable |
///
/// Token files are read at each fetch and are no ``inputs``: the kubelet renews them every hour, which changes nothing about the token of
/// ECR, and every fetch brings another one.
struct ECRFetcher: CredentialFetcher {
    let registry: Registry
    let credential: ECRCredential
    let service: AWSService

    var scope: CredentialScope {
        let identity = credential.identity
        var details = identity.scopeDetails + ["regions \(credential.regions.sorted().joined(separator: " "))"]
        if !credential.registryIDs.isEmpty {
            details.append("accounts \(credential.registryIDs.joined(separator: " "))")
        }
        if let endpoint = credential.endpoint { details.append("endpoint \(endpoint)") }
        return CredentialScope(kind: "ecr", sources: identity.sources, details: details)
    }

    var inputs: CredentialInputs { credential.identity.inputs }

    func fetch() async throws(CredentialError) -> FetchedCredential {
        let plan = try ECRPlan(patterns: registry.matchImages, regions: credential.regions)
        guard let home = plan.regions.first else {
            throw Place(identity: "registry \(registry.name)").misconfigured(
                "it names no region",
                fix: "write region below credentials.ecr"
            )
        }
        let chain = AWSKeyChain(
            identity: credential.identity,
            service: service,
            region: home.name,
            variant: home.variant
        )
        let keys = try await chain.keys()
        let tokens = ECRTokenService(service: service, keys: keys, endpoint: credential.endpoint)
        var found: [String: [(account: String?, credential: RegistryCredential)]] = [:]
        for region in plan.regions {
            found[region.name] = try await tokens.tokens(
                region: region.name,
                region.variant.with(service.environment),
                registryIDs: credential.registryIDs
            )
        }
        let entries = plan.entries.compactMap { entry in
            let tokens = found[entry.region] ?? []
            // With registryIDs each account has a token; all of them are good for everything that the identity may read.
            let own = tokens.first { $0.account != nil && $0.account == entry.account } ?? tokens.first
            return own.map { (entry.pattern, $0.credential) }
        }
        return try FetchedCredential(
            auths: DockerAuths(entries, anonymousFallback: registry.anonymousFallback),
            expiresAt: entries.compactMap(\.1.expiresAt).min(),
            fetchedAt: service.clock.now(),
            identity: keys.identity
        )
    }
}
