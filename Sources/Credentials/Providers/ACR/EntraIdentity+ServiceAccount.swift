import Configuration
import Credentials
import Text

extension EntraIdentity {
    private enum Annotation {
        static let client = "azure.workload.identity/client-id"
        static let tenant = "azure.workload.identity/tenant-id"
    }

    /// The audience that a federated credential has unless somebody chose another, the same in every cloud.
    private static let audience = "api://AzureADTokenExchange"

    /// A token for the application or managed identity that trusts another ServiceAccount than the Pod's.
    ///
    /// The application is the configuration's or that of the ServiceAccount's annotation; so is the tenant, which may also be the one of Azure's
    /// webhook (`AZURE_TENANT_ID`).
    func federated(
        _ account: ServiceAccountUse,
        _ tenant: String?,
        _ clientID: String?,
        _ now: Timestamp
    ) async throws(CredentialError) -> EntraToken {
        let whose = parts.serviceAccounts.description(of: account)
        let annotations: [String: String] =
            if tenant != nil, clientID != nil { [:] } else { try await parts.serviceAccounts.annotations(of: account) }
        func needed(_ value: String?, _ annotation: String, _ otherwise: String?, _ key: String) throws(CredentialError)
            -> String
        {
            if let value = value ?? annotations[annotation] ?? otherwise, !value.isEmpty { return value }
            throw Place(identity: whose).misconfigured(
                "it has no annotation \(annotation), and there is no \(key) below workloadIdentity",
                fix:
                    "annotate it with the \(key == "clientID" ? "client ID of the identity that trusts it" : "tenant's ID"), or write \(key)"
            )
        }
        let clientID = try needed(clientID, Annotation.client, nil, "clientID")
        let tenant = try needed(tenant, Annotation.tenant, environment.text("AZURE_TENANT_ID"), "tenantID")
        let assertion = try await ServiceAccountToken(
            account,
            audience: Self.audience,
            by: parts.serviceAccounts,
            now: now
        )
        let service = TokenService(
            client: parts.client,
            identity: "client \(Printable.text(clientID)) of tenant \(Printable.text(tenant)) by \(assertion.holder)",
            fix:
                "make a federated credential for the cluster's issuer, the subject system:serviceaccount:NAMESPACE:\(account.name) of exactly "
                + "this ServiceAccount, and audience \(account.audience ?? Self.audience)",
            proof: assertion.claims,
            advice: EntraAdvice.of
        )
        let url = try tokenURL(tenant, service, isPod: true)
        return try await granted(url, clientID, Self.proof(assertion.text.reveal()), tenant, service)
    }
}
