import Configuration
import Credentials
import FoundationEssentials
import HTTPClient
import TLS
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
    let values: ValueResolver
    let serviceAccounts: any ServiceAccountReader
    let client: ProviderClient

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
            return try await federated(tenant, client, tokenFile)
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
        let service = TokenService(
            client: client,
            identity: which.description,
            fix:
                "assign the identity to the virtual machines of the node pool, and name it by clientID when there are several",
            timeouts: ProviderClient.metadataTimeouts
        )
        var query = [("api-version", "2018-02-01"), ("resource", cloud.resource)]
        switch which {
        case .systemAssigned: break
        case .clientID(let id): query.append(("client_id", id))
        case .resourceID(let id): query.append(("msi_res_id", id))
        case .objectID(let id): query.append(("object_id", id))
        }
        let base = source.metadataEndpoint.map { "\($0)" } ?? "http://169.254.169.254"
        let url = try service.url(base, "/metadata/identity/oauth2/token?\(PercentEncoding.form(query))")
        return try await read(service.get(url, [("Metadata", "true")]), tenant: nil, service)
    }

    // MARK: Pods

    private func federated(
        _ tenant: String?,
        _ clientID: String?,
        _ tokenFile: String?
    ) async throws(CredentialError) -> EntraToken {
        let place = Place(identity: "workload identity")
        func needed(_ value: String?, _ key: String, _ variable: String) throws(CredentialError) -> String {
            if let value { return value }
            throw place.misconfigured(
                "there is neither \(key) below workloadIdentity nor \(variable) in the environment",
                fix:
                    "label the Pod azure.workload.identity/use: \"true\" and annotate its ServiceAccount, or write \(key)"
            )
        }
        let tenant = try needed(tenant ?? environment.tenantID, "tenantID", "AZURE_TENANT_ID")
        let clientID = try needed(clientID ?? environment.clientID, "clientID", "AZURE_CLIENT_ID")
        let tokenFile = try needed(tokenFile ?? environment.tokenFile, "tokenFile", "AZURE_FEDERATED_TOKEN_FILE")
        let assertion = try await values.text(of: .file(tokenFile), part: "ServiceAccount token")
        let service = TokenService(
            client: client,
            identity: "client \(clientID) of tenant \(tenant) by workload identity",
            fix:
                "make a federated credential for the ServiceAccount's issuer and subject, audience api://AzureADTokenExchange"
        )
        let url = try tokenURL(tenant, service, isPod: true)
        return try await granted(url, clientID, Self.proof(assertion.reveal()), tenant, service)
    }

    // MARK: Applications

    private func application(
        _ tenant: String,
        _ clientID: String,
        _ proof: ACRSource.Proof,
        _ now: Timestamp
    ) async throws(CredentialError) -> EntraToken {
        let service = TokenService(
            client: client,
            identity: "client \(clientID) of tenant \(tenant)",
            fix:
                "look whether the application has this secret or certificate and whether it has expired, and renew it if so"
        )
        let url = try tokenURL(tenant, service, isPod: false)
        switch proof {
        case .secret(let source):
            let secret = try await values.text(of: source, part: "clientSecret")
            return try await granted(url, clientID, [("client_secret", secret.reveal())], tenant, service)
        case .certificate(let source):
            let assertion = try await certified(source, clientID, url, now)
            return try await granted(url, clientID, Self.proof(assertion), tenant, service)
        }
    }

    /// An assertion that the certificate's key signed; `x5t` is how Entra ID finds the certificate.
    private func certified(
        _ source: ValueSource,
        _ clientID: String,
        _ url: HTTPURL,
        _ now: Timestamp
    ) async throws(CredentialError) -> String {
        let pem = Array(try await values.text(of: source, part: "certificate").reveal().utf8)
        let place = Place(identity: "certificate from \(source)")
        let fix = "write certificate and unencrypted RSA private key in PEM, one after the other"
        let start = now.wholeSeconds
        do throws(TLSError) {
            let key = try PrivateKey.parse(pem: pem, what: "the private key beside the certificate")
            let chain = try Certificate.parse(pem: pem, what: "the certificate")
            if let certificate = chain.first(where: { $0.belongs(to: key) }) {
                return try JSONWebToken.signRS256(
                    header: [("x5t", .string(Base64.encodeURL(certificate.sha1)))],
                    claims: [
                        ("aud", .string(url.description)), ("iss", .string(clientID)), ("sub", .string(clientID)),
                        ("jti", .string(UUID().uuidString)), ("nbf", .number(start - 10)), ("iat", .number(start - 10)),
                        ("exp", .number(start + 600)),
                    ],
                    key: key
                )
            }
        } catch {
            throw place.misconfigured(error.description, fix: fix)
        }
        throw place.misconfigured("the private key belongs to none of the certificates", fix: fix)
    }

    static func proof(_ assertion: String) -> [(String, String)] {
        [
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion),
        ]
    }

    // MARK: Entra ID

    func tokenURL(_ tenant: String, _ service: TokenService, isPod: Bool) throws(CredentialError) -> HTTPURL {
        let path = "/\(PercentEncoding.encode(tenant))/oauth2/v2.0/token"
        if let endpoint = source.authorityEndpoint { return try service.url("\(endpoint)", path) }
        guard isPod, var authority = environment.authorityHost else { return try service.url(cloud.authority, path) }
        while authority.hasSuffix("/") { authority.removeLast() }
        let url = try service.url(authority, path)
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
        return JSONWebToken.claims(Claims.self, of: token)?.tid
    }
}
