import Configuration
import Credentials
import HTTPClient
import Images

/// One credential, and the registry at which it is tried out.
struct ProbeTarget: Sendable, Hashable, Confidential {
    /// The most logins of one credential that are tried.
    static let maximumCount = 8

    /// Host and port as images have them.
    let host: String
    /// The URL of `/v2/`, without that.
    let base: String
    /// Nil to ask as nobody.
    let login: DockerCredential?
    /// The repository and the tag or digest to be seen, without the host; nil to log in and no more.
    let manifest: Manifest?

    struct Manifest: Sendable, Hashable {
        let repository: String
        let reference: String

        init(_ image: ImageReference) {
            let path = image.repository.drop { $0 != "/" }
            repository = String(path.dropFirst())
            reference = image.digest.isEmpty ? image.tag : image.digest
        }

        init(repository: String, reference: String) { (self.repository, self.reference) = (repository, reference) }
    }

    var isDockerHub: Bool { host == "docker.io" }

    /// Where the credentials of a Secret have to be tried, each once at each registry.
    ///
    /// Keys with a wildcard name no registry, unless `image` does; the credential that the kubelet would try first is then tried for it.
    static func all(_ auths: DockerAuths, of registry: Registry, image: ImageReference?) -> [ProbeTarget] {
        var targets: [ProbeTarget] = []
        for (key, credential) in inOrderOfTheKubelet(auths) {
            let login = DockerCredential(username: credential.username, password: credential.password.reveal())
            if let image, let pattern = try? ImagePattern(parsing: key.host + key.port + key.path),
                pattern.matches(image)
            {
                let host = String(image.repository.prefix { $0 != "/" })
                if !targets.contains(where: { $0.manifest != nil }) {
                    targets.append(ProbeTarget(host, login, of: registry, manifest: Manifest(image)))
                    continue
                }
            }
            guard !key.host.contains("*") else { continue }
            let target = ProbeTarget(key.host + key.port, login, of: registry, manifest: nil)
            if !targets.contains(where: { $0.base == target.base && $0.login == target.login }) {
                targets.append(target)
            }
        }
        // Another key of the same registry and credential adds nothing to the image.
        if let first = targets.first(where: { $0.manifest != nil }) {
            targets.removeAll { $0.manifest == nil && $0.base == first.base && $0.login == first.login }
        }
        return targets
    }

    /// What it tries, by what it is tried for; what it never comes to is left out.
    private static func inOrderOfTheKubelet(_ auths: DockerAuths) -> [(AuthsKey, RegistryCredential)] {
        let all = auths.entries.map { (AuthsKey(key: $0.key), $0.credential) }
        let dockerHub = AuthsKey(pattern: "docker.io")
        let ordered = all.filter { !$0.0.isLegacyDockerHub }.sorted {
            $1.0.text.utf8.lexicographicallyPrecedes($0.0.text.utf8)
        }
        // Only where no other key matches does it look at Docker Hub's own.
        guard !ordered.contains(where: { $0.0.path.isEmpty && $0.0.serves(dockerHub) }) else { return ordered }
        return ordered + all.filter { $0.0.isLegacyDockerHub }.map { (dockerHub, $0.1) }
    }

    private init(_ host: String, _ login: DockerCredential, of registry: Registry, manifest: Manifest?) {
        self.init(host, login, registry.credentialKind, manifest: manifest)
    }

    init(
        _ host: String,
        _ login: DockerCredential?,
        _ kind: (any CredentialKind)?,
        manifest: Manifest?,
        isOwn: Bool = true
    ) {
        self.host = host
        self.login = login
        self.manifest = manifest
        // The name in images is not the registry's own.
        let address = host == "docker.io" ? "registry-1.docker.io" : host
        let endpoint = kind?.registryEndpoint.flatMap { isOwn || Self.names($0, address) ? $0 : nil }
        base = endpoint?.description ?? "\(Self.scheme(of: address, kind))://\(address)"
    }

    /// Whether an endpoint is a registry's own address, of whatever scheme.
    private static func names(_ endpoint: Endpoint, _ address: String) -> Bool {
        guard let own = try? HTTPURL(parsing: "\(endpoint.scheme)://\(address)") else { return false }
        return endpoint.host == own.host && endpoint.port ?? (endpoint.scheme == "http" ? 80 : 443) == own.port
    }

    /// Plain HTTP only where an `endpoint` names this very host and port with `http://`.
    private static func scheme(of address: String, _ kind: (any CredentialKind)?) -> String {
        guard let plain = try? HTTPURL(parsing: "http://\(address)") else { return "https" }
        let isMeant = kind?.trustedEndpoints.contains { endpoint in
            endpoint.scheme == "http" && endpoint.host == plain.host && endpoint.port ?? 80 == plain.port
        }
        return isMeant == true ? "http" : "https"
    }

    /// A URL below the registry.
    func url(_ path: String) throws(HTTPURLError) -> HTTPURL { try HTTPURL(parsing: base + path) }

    /// Its host; never the credential.
    var description: String { host }
}
