/// `dockerConfig`: credentials that exist already as a Docker configuration.
///
/// | key | value |
/// |---|---|
/// | `file` | path of a `config.json` (as `docker login` writes it, without credential helpers), or |
/// | `secretRef.name` | a Secret of type `kubernetes.io/dockerconfigjson` in Pullpass' own namespace |
/// | `endpoint` | where the credential is tried out, instead of the registry's own address |
package struct DockerConfigCredential: Sendable, Hashable {
    /// Where the configuration is.
    package enum Source: Sendable, Hashable {
        /// A file; a relative path starts at the working directory.
        case file(String)
        /// A Secret of Pullpass' own namespace.
        case secret(name: String)
    }

    /// Where the configuration is.
    package let source: Source
    /// Where the credential is tried out; nil for the registry itself.
    package let endpoint: Endpoint?

    static let keys = ["file", "secretRef", "endpoint"]

    init?(_ fields: Fields) {
        endpoint = fields.endpoint()
        switch (fields.present("file"), fields.present("secretRef")) {
        case (let file?, nil):
            guard let path = file.string() else { return nil }
            source = .file(path)
        case (nil, let reference?):
            guard let inner = Fields(reference, keys: ["name"], hints: ValueSource.secretRefHints),
                let name = inner.secretName()
            else { return nil }
            source = .secret(name: name)
        case (nil, nil):
            fields.error("has no source: write file: … or secretRef: { name: … }")
            return nil
        default:
            fields.error("has file and secretRef: write only one of them")
            return nil
        }
    }
}
