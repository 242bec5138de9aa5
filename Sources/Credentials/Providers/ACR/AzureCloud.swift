import Configuration

/// What Azure's webhook for workload identity puts into the environment of a Pod; nothing of it is a secret.
struct AzureEnvironment: Sendable {
    let clientID: String?
    let tenantID: String?
    let tokenFile: String?
    let authorityHost: String?

    init(_ variables: [String: String]) {
        func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        clientID = variable("AZURE_CLIENT_ID")
        tenantID = variable("AZURE_TENANT_ID")
        tokenFile = variable("AZURE_FEDERATED_TOKEN_FILE")
        authorityHost = variable("AZURE_AUTHORITY_HOST")
    }

    /// Whether all is there that workload identity needs.
    var isWorkloadIdentity: Bool { tokenFile != nil && clientID != nil && tenantID != nil }
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
