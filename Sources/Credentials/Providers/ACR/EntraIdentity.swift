import Configuration
import Credentials
import HTTPClient
import Text

/// A token of Entra ID for container registries.
struct EntraToken: Sendable, Confidential {
    let text: SecretText
    /// The tenant of the identity, where it is known.
    let tenant: String?
    /// Whose it is.
    let identity: String
}

/// Gets a token of Entra ID for a managed identity, a federated ServiceAccount or an application.
struct EntraIdentity {
    let identity: ACRSource.Identity
    let cloud: AzureCloud
    let source: ACRSource
    let environment: AzureEnvironment
    let parts: FetcherParts
    /// Waits between two attempts at the metadata service.
    let pause: @Sendable (Duration) async -> Void

    /// Whether the environment alone says who one is.
    private var isOfEnvironment: Bool { if case .defaultChain = source.identity { true } else { false } }

    private struct Answer: Decodable {
        let token: String

        private enum CodingKeys: String, CodingKey {
            case token = "access_token"
        }
    }

    func token(now: Timestamp) async throws(CredentialError) -> EntraToken {
        switch identity {
        case .managedIdentity(let which): return try await managed(which)
        case .workloadIdentity(let tenant, let client, let tokenFile):
            return try await federated(tenant, client, tokenFile, now)
        case .serviceAccount(let account, let tenant, let client):
            return try await federated(account, tenant, client, now)
        case .servicePrincipal(let tenant, let client, let proof):
            return try await application(tenant, client, proof, now)
        case .defaultChain, .admin:
            throw CredentialError(.misconfigured, identity: "acr", reason: "it has no identity of Entra ID")
        }
    }

    // MARK: The machine

    private func managed(_ which: ACRSource.ManagedIdentity) async throws(CredentialError) -> EntraToken {
        let named = try environment.text("AZURE_POD_IDENTITY_AUTHORITY_HOST")
        let metadata = AzureInstanceMetadata(
            identity: which,
            resource: cloud.resource,
            base: source.metadataEndpoint.map { "\($0)" } ?? named.map(Self.withoutSlash)
                ?? AzureInstanceMetadata.wellKnown,
            client: parts.client,
            pause: pause
        )
        return try read(await metadata.answer(), tenant: nil, metadata.service)
    }

    // MARK: Pods

    private func federated(
        _ tenant: String?,
        _ clientID: String?,
        _ tokenFile: String?,
        _ now: Timestamp
    ) async throws(CredentialError) -> EntraToken {
        let place = Place(identity: "workload identity")
        func needed(_ value: String?, _ key: String, _ variable: String) throws(CredentialError) -> String {
            if let value = try environment.text(variable, unless: value) { return value }
            throw place.misconfigured(
                "there is neither \(key) below workloadIdentity nor \(variable) in the environment",
                fix:
                    "label the Pod azure.workload.identity/use: \"true\" and annotate its ServiceAccount, or write \(key)"
            )
        }
        let tenant = try needed(tenant, "tenantID", "AZURE_TENANT_ID")
        let clientID = try needed(clientID, "clientID", "AZURE_CLIENT_ID")
        // A path of the configuration may stand beside a variable that nobody looks at.
        let named = tokenFile == nil ? try environment.path("AZURE_FEDERATED_TOKEN_FILE") : tokenFile
        let file = try needed(named, "tokenFile", "AZURE_FEDERATED_TOKEN_FILE")
        let assertion = try await assertion(file, now)
        // A token of another file is for Entra ID itself, and an endpoint of the configuration comes before the environment's.
        let webhooksFile = try environment.text("AZURE_FEDERATED_TOKEN_FILE")
        let proxy = source.authorityEndpoint == nil && file == webhooksFile ? try AKSTokenProxy(parts) : nil
        var client = parts.client
        if let proxy { client = try proxy.client(on: parts) }
        let service = TokenService(
            client: client,
            identity: "client \(clientID) of tenant \(tenant) by workload identity",
            fix: proxy == nil
                ? "make a federated credential for the ServiceAccount's issuer and subject, audience api://AzureADTokenExchange"
                : "bind the managed identity to the cluster (az aks identity-binding create), and let the ServiceAccount use it: "
                    + "verb use-managed-identity on its client ID in the API group cid.wi.aks.azure.com",
            proof: assertion.claims,
            advice: EntraAdvice.of,
            isPassing: EntraAdvice.isPassing
        )
        var url = try tokenURL(tenant, service, isPod: true)
        if let proxy { url = try proxy.url(for: url) }
        return try await granted(url, clientID, Self.proof(assertion.text.reveal()), tenant, service)
    }

    /// What a ServiceAccount proves itself with.
    private func assertion(_ file: String, _ now: Timestamp) async throws(CredentialError) -> ServiceAccountToken {
        try await ServiceAccountToken(file: file, values: parts.values, now: now)
    }

    // MARK: Applications

    private func application(
        _ tenant: String,
        _ clientID: String,
        _ proof: ACRSource.Proof,
        _ now: Timestamp
    ) async throws(CredentialError) -> EntraToken {
        let service = TokenService(
            client: parts.client,
            identity: "client \(clientID) of tenant \(tenant)",
            fix:
                "look whether the application has this secret or certificate and whether it has expired, and renew it if so",
            advice: EntraAdvice.of,
            isPassing: EntraAdvice.isPassing
        )
        let url = try tokenURL(tenant, service, isPod: false)
        switch proof {
        case .secret(let source):
            let secret = try await parts.values.text(of: source, part: "clientSecret")
            return try await granted(url, clientID, [("client_secret", secret.reveal())], tenant, service)
        case .certificate(let source, let passphrase, let sendsChain):
            let certificate = try await ApplicationCertificate(source, passphrase: passphrase, values: parts.values)
            let assertion = try certificate.assertion(
                clientID: clientID,
                audience: url.description,
                sendsChain: sendsChain,
                now: now
            )
            return try await granted(url, clientID, Self.proof(assertion), tenant, service)
        }
    }

    static func proof(_ assertion: String) -> [(String, String)] {
        [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion),
        ]
    }

    private static func withoutSlash(_ url: String) -> String {
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }

    // MARK: Entra ID

    func tokenURL(_ tenant: String, _ service: TokenService, isPod: Bool) throws(CredentialError) -> HTTPURL {
        let path = "/\(PercentEncoding.encode(tenant))/oauth2/v2.0/token"
        if let endpoint = source.authorityEndpoint { return try service.url("\(endpoint)", path) }
        guard let named = try environment.text("AZURE_AUTHORITY_HOST"), isPod || isOfEnvironment else {
            return try service.url(cloud.authority, path)
        }
        let authority = Self.withoutSlash(named)
        let url = try service.url(authority.contains("://") ? authority : "https://\(authority)", path)
        guard url.scheme == .https else {
            throw Place(identity: service.identity).misconfigured(
                "AZURE_AUTHORITY_HOST is \(url.withoutQuery.prefix(200)), which is no https URL",
                fix: "correct the variable"
            )
        }
        return url
    }

    func granted(
        _ url: HTTPURL,
        _ clientID: String,
        _ proof: [(String, String)],
        _ tenant: String,
        _ service: TokenService
    ) async throws(CredentialError) -> EntraToken {
        let answer = try await service.post(
            url,
            form: [
                ("grant_type", "client_credentials"), ("client_id", clientID), ("scope", "\(cloud.resource)/.default"),
            ] + proof
        )
        return try read(answer, tenant: tenant, service)
    }

    private func read(_ answer: TokenAnswer, tenant: String?, _ service: TokenService) throws(CredentialError)
        -> EntraToken
    {
        let text = try answer.token(try answer.decode(Answer.self).token)
        return EntraToken(text: text, tenant: tenant ?? Self.tenant(of: text.reveal()), identity: service.identity)
    }

    /// The `tid` of a token; a registry of another tenant than the machine's is told by `tenantID`.
    private static func tenant(of token: String) -> String? {
        struct Claims: Decodable { let tid: String? }
        return JSONWebTokenClaims.decode(Claims.self, of: token)?.tid
    }
}
