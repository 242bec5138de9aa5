import Configuration

/// `dockerHub`: a user or organisation of Docker Hub with an access token.
///
/// It is for docker.io and for dhi.io (Docker Hardened Images), which takes the same tokens.
struct DockerHubSource: CredentialSource {
    /// The Docker ID or the organisation's name.
    let username: ValueSource
    /// A personal or organisation access token, or the password.
    let token: ValueSource
    /// The base URL of the registry; nil for Docker's own.
    let endpoint: Endpoint?
    /// The base URL of the token service; nil for Docker's own.
    let authEndpoint: Endpoint?

    static let kind = "dockerHub"
    /// Docker Hub by the names that its registry has had, and Docker Hardened Images, a registry of their own for the same tokens.
    static let vendorHosts: VendorHosts? = VendorHosts(
        registries: ["docker.io", "dhi.io", "*.docker.io", "registry.hub.docker.com", "hub.docker.com", "docker.com"],
        services: ["docker.io", "docker.com", "dhi.io"]
    )
    static let summary = "A user or organisation of Docker Hub with an access token."
    static let keys: [SettingKey] = [
        .required("username", .valueSource, "The Docker ID or the organisation's name."),
        .required("token", .valueSource, "A personal or organisation access token, or the password."),
        .key("endpoint", .url, "In place of registry-1.docker.io, for trying the token out."),
        .key("authEndpoint", .url, "In place of auth.docker.io, for trying the token out."),
    ]
    static let hints = ["password": "unknown key: write the password or access token as token: …"]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        authEndpoint = fields.endpoint("authEndpoint")
        guard let login = fields.login("token") else { return nil }
        (username, token) = (login.username, login.password)
    }
}
