import Configuration
import Credentials
import Text

extension GARFetcher {
    /// The annotation of GKE's workload identity.
    private static let annotation = "iam.gke.io/gcp-service-account"

    /// A token for another ServiceAccount than the Pod's: the pool's own, or that of the service account which it may act as.
    ///
    /// The service account is `impersonate`, or else that of the annotation; with neither the ServiceAccount itself is the principal.
    func token(
        of account: ServiceAccountUse,
        _ trust: GoogleTrust,
        _ context: GoogleContext,
        _ now: Timestamp
    ) async throws(CredentialError) -> GoogleToken {
        let exchange = try await exchange(trust)
        let proof = try await ServiceAccountToken(
            account,
            audience: exchange.token,
            by: parts.serviceAccounts,
            now: now
        )
        let service = GoogleTokenExchange(
            audience: exchange.audience,
            subjectTokenType: "urn:ietf:params:oauth:token-type:jwt",
            identity: "\(proof.holder) of \(exchange.name)",
            client: client
        )
        let base = context.base(source.stsEndpoint, "sts")
        let token = try await service.token(for: proof.text, at: base, "/v1/token", now: now)
        guard source.impersonate == nil, let email = try await annotated(account) else { return token }
        return try await GoogleImpersonation(context: context)
            .token(of: email, for: token, now: now)
    }

    private func annotated(_ account: ServiceAccountUse) async throws(CredentialError) -> String? {
        guard let email = try await parts.serviceAccounts.annotations(of: account)[Self.annotation] else { return nil }
        // It becomes part of a URL, and of errors.
        let isEmail =
            email.utf8.count <= 200 && email.split(separator: "@", omittingEmptySubsequences: false).count == 2
            && email.utf8.allSatisfy {
                $0.isASCIIAlphanumeric
                    || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "@")].contains($0)
            }
        guard isEmail else {
            throw Place(identity: parts.serviceAccounts.description(of: account)).misconfigured(
                "its annotation \(Self.annotation) is \(Printable.text(email)), which is no service account of Google",
                fix: "write NAME@PROJECT.iam.gserviceaccount.com"
            )
        }
        return email
    }

    /// What the ServiceAccount's token is for, what it is exchanged for, and how people call that.
    private func exchange(_ trust: GoogleTrust) async throws(CredentialError) -> (
        token: String, audience: String, name: String
    ) {
        let cluster: GKECluster
        switch trust {
        case .provider(let provider):
            let audience = "//iam.googleapis.com/\(provider)"
            return (audience, audience, "workload identity pool provider \(provider)")
        case .cluster(let named): cluster = named
        case .ownCluster:
            let base = try metadataBase()
            cluster = try await GKECluster.own(base: base, client: client)
        }
        return (cluster.pool, cluster.exchangeAudience, "GKE cluster \(cluster.path)")
    }
}
