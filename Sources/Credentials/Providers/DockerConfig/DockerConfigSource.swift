import Configuration

/// `dockerConfig`: credentials that exist already as a Docker configuration.
struct DockerConfigSource: CredentialSource {
    /// Where the configuration is.
    enum Location: Sendable, Hashable {
        /// A file; a relative path starts at the working directory.
        case file(String)
        /// A Secret of Pullpass' own namespace.
        case secret(name: String)
    }

    /// Where the configuration is.
    let location: Location
    /// Where the credential is tried out; nil for the registry itself.
    let endpoint: Endpoint?
    /// A token service on another host that may see the credential.
    let authEndpoint: Endpoint?

    /// It brings its own hosts.
    static let namesRegistries = true
    static let bringsItsOwnKeys = true
    static let kind = "dockerConfig"
    static let summary = "Credentials that exist already as a Docker configuration."
    static let keys: [SettingKey] = [
        .key("file", .file, "The path of a config.json, as docker login writes it without credential helpers."),
        .key(
            "secretRef",
            .mapping([.required("name", .reference(.secret), "The name of the Secret.")]),
            "A Secret of type kubernetes.io/dockerconfigjson in Pullpass' own namespace."
        ),
        .key("endpoint", .url, "Where the credential is tried out, instead of the registry's own address."),
        .key(
            "authEndpoint",
            .url,
            "The registry's token service, where that is on another host, for trying the credential out."
        ),
    ]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        authEndpoint = fields.endpoint("authEndpoint")
        switch (fields.present("file"), fields.present("secretRef")) {
        case (let file?, nil):
            guard let path = file.string() else { return nil }
            location = .file(path)
        case (nil, let reference?):
            guard let inner = Fields(reference, hints: ValueSource.secretRefHints),
                let name = inner.secretName(), reference.canReadSecrets(otherwise: "file: …")
            else { return nil }
            location = .secret(name: name)
        case (nil, nil):
            fields.error("has no source: write file: … or secretRef: { name: … }")
            return nil
        default:
            fields.error("has file and secretRef: write only one of them")
            return nil
        }
    }
}

extension DockerConfigSource: CustomReflectable {
    var customMirror: Mirror {
        Mirror(
            self,
            settings: [("location", location), ("endpoint", endpoint as Any)],
            later: [("authEndpoint", authEndpoint)]
        )
    }
}
