import Configuration
import Credentials
import Text

extension EntraIdentity {
    /// A token for the application or managed identity that trusts another ServiceAccount than the Pod's, or that of the Pod whose image is
    /// pulled.
    ///
    /// The application is the configuration's or that of the ServiceAccount's annotation; so is the tenant, which may also be the one of Azure's
    /// webhook (`AZURE_TENANT_ID`). A Pod's annotation goes first where it is read.
    func federated(
        _ account: ServiceAccountUse,
        _ tenant: String?,
        _ clientID: String?,
        _ now: Timestamp
    ) async throws(CredentialError) -> EntraToken {
        let whose = parts.serviceAccounts.description(of: account)
        let annotations: [String: String] =
            if tenant != nil, clientID != nil, account.pod == nil { [:] } else {
                try await parts.serviceAccounts.annotations(of: account)
            }
        func needed(
            _ value: String?,
            _ setting: PodIdentity.Setting,
            _ standard: String,
            _ otherwise: String?,
            _ key: String
        ) throws(CredentialError) -> String {
            let name = account.annotation(setting, otherwise: standard)
            let annotated = try name.flatMap { annotations[$0] }
                .map { (text) throws(CredentialError) in try Self.checked(text, name ?? standard, whose) }
            let found = account.pod == nil ? value ?? annotated : annotated ?? value
            if let value = found ?? otherwise, !value.isEmpty { return value }
            throw Place(identity: whose).misconfigured(
                "it has no annotation \(name ?? standard), and there is no \(key) below workloadIdentity",
                fix:
                    "annotate it with the \(key == "clientID" ? "client ID of the identity that trusts it" : "tenant's ID"), or write \(key)"
            )
        }
        let clientID = try needed(clientID, .clientID, ACRSource.clientAnnotation, nil, "clientID")
        let tenant = try needed(
            tenant,
            .tenantID,
            ACRSource.tenantAnnotation,
            environment.text("AZURE_TENANT_ID"),
            "tenantID"
        )
        let assertion = try await ServiceAccountToken(
            account,
            audience: ACRSource.audience,
            by: parts.serviceAccounts,
            now: now
        )
        let service = TokenService(
            client: parts.client,
            identity: "client \(Printable.text(clientID)) of tenant \(Printable.text(tenant)) by \(assertion.holder)",
            fix:
                "make a federated credential for the cluster's issuer, the subject system:serviceaccount:NAMESPACE:\(account.name) of exactly "
                + "this ServiceAccount, and audience \(account.audience ?? ACRSource.audience)",
            proof: assertion.claims,
            advice: EntraAdvice.of,
            isPassing: EntraAdvice.isPassing
        )
        let url = try tokenURL(tenant, service, isPod: true)
        return try await granted(url, clientID, Self.proof(assertion.text.reveal()), tenant, service)
    }

    /// What an annotation says, which becomes part of a URL.
    private static func checked(_ text: String, _ annotation: String, _ whose: String) throws(CredentialError) -> String
    {
        guard text.isEmpty || NameRules.isSubdomain(text.lowercased()) else {
            throw Place(identity: whose).misconfigured(
                "its annotation \(annotation) is \(Printable.text(text)), which is no ID of Entra ID's",
                fix: "write the ID, such as 00000000-0000-0000-0000-000000000000"
            )
        }
        return text
    }
}
