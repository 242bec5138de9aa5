import Configuration
import Credentials
import FoundationEssentials
import HTTP
import HTTPClient
import Text

/// `GetAuthorizationToken` of ECR and ECR Public: JSON 1.1 over a signed POST.
struct ECRTokenService: Sendable {
    let service: AWSService
    let keys: AWSKeys
    let endpoint: Endpoint?

    /// The token of a region.
    ///
    /// - Parameters:
    ///   - region: Where they are good.
    ///   - variant: Which endpoint of the region is asked.
    ///   - registryIDs: The accounts to name; AWS then answers with a token for each.
    /// - Returns: The first token, and with `registryIDs` that of each account.
    /// - Throws: Where no call brings one: what ``AWSFailure`` says, or `.unavailable` when there is no token in the answer or its time is over.
    func token(
        region: String,
        _ variant: AWSVariant,
        registryIDs: [String]
    ) async throws(CredentialError) -> ProviderToken {
        struct Answer: Decodable { let authorizationData: [ECRToken] }
        var first: RegistryCredential?
        var byAccount: [String: RegistryCredential] = [:]
        var failure: CredentialError?
        // AWS takes ten accounts a call.
        for start in stride(from: 0, to: max(registryIDs.count, 1), by: 10) {
            let accounts = registryIDs[start..<min(start + 10, registryIDs.count)].map { "\"\($0)\"" }
            do throws(CredentialError) {
                let (answer, url) = try await call(
                    Answer.self,
                    .ecr,
                    host: AWSHost.ecr(region: region, variant),
                    signature: SigV4(keys: keys, region: region, service: "ecr"),
                    target: "AmazonEC2ContainerRegistry_V20150921",
                    body: accounts.isEmpty ? "{}" : "{\"registryIds\":[\(accounts.joined(separator: ","))]}"
                )
                guard !answer.authorizationData.isEmpty else { throw noToken(url) }
                for token in answer.authorizationData {
                    let now = service.clock.now()
                    let credential = try token.credential(identity: keys.identity, endpoint: url, now: now)
                    first = first ?? credential
                    if let account = token.account, byAccount[account] == nil { byAccount[account] = credential }
                }
            } catch {
                guard !Task.isCancelled else { throw error }
                // The other calls' tokens are good for these accounts, too, as far as the identity may read there.
                failure = failure ?? error
            }
        }
        guard let first else { throw failure ?? noToken(AWSHost.ecr(region: region, variant)) }
        return ProviderToken(credential: first, byAccount: byAccount, identity: keys.identity)
    }

    private func noToken(_ endpoint: String) -> CredentialError {
        CredentialError(
            .unavailable,
            identity: keys.identity,
            endpoint: endpoint,
            reason: "the answer cannot be read: there is no token in authorizationData"
        )
    }

    /// The token of ECR Public.
    func publicToken(isDualStack: Bool) async throws(CredentialError) -> RegistryCredential {
        struct Answer: Decodable { let authorizationData: ECRToken }
        let (answer, url) = try await call(
            Answer.self,
            .ecrPublic,
            host: AWSHost.ecrPublic(isDualStack: isDualStack),
            signature: SigV4(keys: keys, region: "us-east-1", service: "ecr-public"),
            target: "SpencerFrontendService",
            body: "{}"
        )
        return try answer.authorizationData.credential(
            identity: keys.identity,
            endpoint: url,
            now: service.clock.now()
        )
    }

    private func call<Answer: Decodable>(
        _ type: Answer.Type,
        _ call: AWSCall,
        host: String,
        signature: SigV4,
        target: String,
        body: String
    ) async throws(CredentialError) -> (Answer, endpoint: String) {
        let url = try service.url(endpoint, host: host)
        var fields = HTTPFields()
        fields.append(name: "Content-Type", value: "application/x-amz-json-1.1")
        fields.append(name: "X-Amz-Target", value: "\(target).GetAuthorizationToken")
        let request = HTTPClientRequest(.post, url, fields: fields, body: Array(body.utf8))
        let response = try await service.send(request, call: call, identity: keys.identity, signature: signature)
        let answer = try ProviderAnswer.decode(
            type,
            from: response.body,
            identity: keys.identity,
            endpoint: url.withoutQuery
        )
        return (answer, url.withoutQuery)
    }
}
