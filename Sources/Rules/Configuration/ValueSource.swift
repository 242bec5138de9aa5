internal import Text

/// Where one part of a credential comes from: exactly one of `value`, `file`, `env` and `secretKeyRef`.
///
/// ```yaml
/// password: { value: s3cret }                                  # in the file itself: keep the file in a Secret
/// password: { file: /var/run/secrets/registry/password }       # read at each refresh; one line end at its end is cut
/// password: { env: REGISTRY_PASSWORD }                         # of the process
/// password: { secretKeyRef: { name: registry, key: password } } # a Secret of Pullpass' own namespace
/// ```
package enum ValueSource: Sendable, Hashable {
    /// The text itself.
    case value(SecretText)
    /// The path of a file with the text; a relative one starts at the working directory.
    case file(String)
    /// The name of an environment variable.
    case environment(String)
    /// A key of a Secret in Pullpass' own namespace.
    case secretKeyRef(name: String, key: String)
}

extension ValueSource {
    static let keys: [SettingKey] = [
        .key("value", .text, "The text itself. Whoever reads the file reads it: keep the file in a Secret."),
        .key("file", .file, "The path of a file with the text, read at each refresh; one line end at its end is cut."),
        .key("env", .reference(.variable), "The name of an environment variable of Pullpass' process."),
        .key("secretKeyRef", .secretKeyReference, "A key of a Secret in Pullpass' own namespace."),
    ]
}

extension SettingShape {
    /// A ``ValueSource``.
    package static var valueSource: SettingShape { .shared("valueSource", .choice(ValueSource.keys)) }

    /// A key of a Secret in Pullpass' own namespace.
    package static var secretKeyReference: SettingShape {
        .shared(
            "secretKeyRef",
            .mapping([
                .required("name", .reference(.secret), "The name of the Secret."),
                .required("key", .secretKey, "The key in its data."),
            ])
        )
    }
}

extension ValueSource: CustomStringConvertible {
    /// The source without the text: `key token of Secret dockerhub`.
    package var description: String {
        switch self {
        case .value: "a value of the configuration"
        case .file(let path): "file \(Printable.path(path))"
        case .environment(let name): "environment variable \(name)"
        case .secretKeyRef(let name, let key): "key \(key) of Secret \(name)"
        }
    }
}
