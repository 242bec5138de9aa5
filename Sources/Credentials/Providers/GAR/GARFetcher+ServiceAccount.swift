import Configuration
import Credentials
import Text

extension GARFetcher {
    /// The pool's token for another ServiceAccount than the Pod's, or for that of the Pod whose image is pulled.
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
        return try await service.token(for: proof.text, at: base, "/v1/token", now: now)
    }

    /// The service account to act as; nil where the identity itself is the principal.
    ///
    /// It is `impersonate`, or else that of the ServiceAccount's annotation, which for a Pod goes first where it is read.
    func actingAs() async throws(CredentialError) -> String? {
        guard case .serviceAccount(let account, _) = source.identity, source.impersonate == nil || account.pod != nil
        else { return source.impersonate }
        return try await annotated(account) ?? source.impersonate
    }

    private func annotated(_ account: ServiceAccountUse) async throws(CredentialError) -> String? {
        guard let key = account.annotation(.serviceAccount, otherwise: GARSource.accountAnnotation),
            let email = try await parts.serviceAccounts.annotations(of: account)[key]
        else { return nil }
        // It becomes part of a URL, and of errors.
        let isEmail =
            email.utf8.count <= 200 && email.split(separator: "@", omittingEmptySubsequences: false).count == 2
            && email.utf8.allSatisfy {
                $0.isASCIIAlphanumeric
                    || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "@")].contains($0)
            }
        guard isEmail else {
            throw Place(identity: parts.serviceAccounts.description(of: account)).misconfigured(
                "its annotation \(key) is \(Printable.text(email)), which is no service account of Google",
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
            let audience = trust.tokenAudience ?? ""
            return (audience, audience, "workload identity pool provider \(provider)")
        case .cluster(let named): cluster = named
        case .ownCluster:
            let base = try metadataBase()
            cluster = try await GKECluster.own(base: base, client: client)
        }
        return (cluster.pool, cluster.exchangeAudience, "GKE cluster \(cluster.path)")
    }
}
