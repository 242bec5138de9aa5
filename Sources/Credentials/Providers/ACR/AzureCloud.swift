/// A cloud of Microsoft, told by the suffix of the registry's host: where its tokens come from.
///
/// That of Singapore (`login.sovcloud-identity.sg`) has no suffix that Microsoft has published: its registries need `authorityEndpoint`.
struct AzureCloud: Hashable {
    /// The base URL of Entra ID.
    let authority: String
    /// Whom the token is for, the same in every cloud.
    ///
    /// A token for Resource Manager would be one that a registry may be told to refuse.
    let resource = "https://containerregistry.azure.net"

    private static let clouds: [(suffix: String, authority: String)] = [
        ("azurecr.io", "https://login.microsoftonline.com"), ("azurecr.cn", "https://login.chinacloudapi.cn"),
        ("azurecr.us", "https://login.microsoftonline.us"), ("azurecr.de", "https://login.microsoftonline.de"),
        ("azurecr.sovcloud-azure.fr", "https://login.sovcloud-identity.fr"),
        ("azurecr.sovcloud-azure.de", "https://login.sovcloud-identity.de"),
    ]

    /// How the hosts of all that Azure offers end, of registries and of Entra ID.
    static let domains =
        suffixes + [
            "microsoftonline.com", "microsoftonline.us", "microsoftonline.de", "chinacloudapi.cn",
            "sovcloud-identity.fr",
            "sovcloud-identity.de", "sovcloud-identity.sg", "windows.net", "azure.com", "azure.net", "azure.us",
            "azure.cn",
            "microsoft.com",
        ]

    /// How the hosts of registries end.
    static let suffixes = clouds.map(\.suffix)

    /// The cloud of a registry; the public one for hosts that are not Azure's own.
    init(registry host: String) {
        let host = host.lowercased()
        authority =
            Self.clouds.first { host.hasSuffix(".\($0.suffix)") }?.authority ?? "https://login.microsoftonline.com"
    }
}
