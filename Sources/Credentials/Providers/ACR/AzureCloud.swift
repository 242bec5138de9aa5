import Configuration
import Credentials

/// What Azure's webhook for workload identity puts into the environment of a Pod; nothing of it is a secret.
struct AzureEnvironment: Sendable {
    private let variables: CheckedEnvironment

    init(_ variables: CheckedEnvironment) { self.variables = variables }

    /// What the configuration gives, or else a variable, checked.
    func text(_ name: String, unless given: String?) throws(CredentialError) -> String? {
        try variables.text(name, unless: given)
    }

    var tokenFile: String? { get throws(CredentialError) { try variables.text("AZURE_FEDERATED_TOKEN_FILE") } }
    var authorityHost: String? { get throws(CredentialError) { try variables.text("AZURE_AUTHORITY_HOST") } }

    /// Whether all is there that workload identity needs, whatever it is.
    var isWorkloadIdentity: Bool {
        ["AZURE_FEDERATED_TOKEN_FILE", "AZURE_CLIENT_ID", "AZURE_TENANT_ID"].allSatisfy(variables.has)
    }
}

/// A cloud of Microsoft, told by the suffix of the registry's host: where its tokens come from.
struct AzureCloud: Hashable {
    /// The base URL of Entra ID.
    let authority: String
    /// Whom the token is for, the same in every cloud.
    ///
    /// A token for Resource Manager would be one that a registry may be told to refuse.
    let resource = "https://containerregistry.azure.net"

    init(registry host: String) {
        let authorities = [
            "azurecr.cn": "https://login.chinacloudapi.cn", "azurecr.us": "https://login.microsoftonline.us",
            "azurecr.de": "https://login.microsoftonline.de",
        ]
        let suffix = host.split(separator: ".").suffix(2).joined(separator: ".")
        authority = authorities[suffix] ?? "https://login.microsoftonline.com"
    }
}
