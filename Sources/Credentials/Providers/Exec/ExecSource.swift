import Configuration
import Images

/// `exec`: a kubelet credential provider plugin, run by its own protocol (`credentialprovider.kubelet.k8s.io`).
///
/// | key | value | default |
/// |---|---|---|
/// | `command` | path of the plugin | required |
/// | `args` | list of strings | none |
/// | `env` | list of `{ name, value }` with a plain string, or `{ name, file or secretKeyRef or env }` | none |
/// | `apiVersion` | `v1`, `v1beta1` or `v1alpha1`, with or without the group | `v1` |
/// | `image` | the image named in the request, where a pattern has a wildcard | from `matchImages` |
/// | `timeout` | duration, 1s–10m | `1m` |
/// | `endpoint` | where the credential is tried out, instead of the registry's own address | none |
struct ExecSource: CredentialSource {
    /// A variable of the plugin's environment.
    struct Variable: Sendable, Hashable {
        /// The name.
        let name: String
        /// The value; it is treated as a credential.
        let value: ValueSource
    }

    /// The path of the plugin.
    let command: String
    /// Its arguments.
    let arguments: [String]
    /// What is added to its environment.
    let environment: [Variable]
    /// `credentialprovider.kubelet.k8s.io/v1` or another version.
    let apiVersion: String
    /// The image named in the request; nil to ask for each pattern.
    private(set) var image: String?
    /// How long the plugin may take.
    let timeout: Duration
    /// Where the credential is tried out; nil for the registry itself.
    let endpoint: Endpoint?

    static let kind = "exec"
    static let keys = ["command", "args", "env", "apiVersion", "image", "timeout", "endpoint"]
    private static let group = "credentialprovider.kubelet.k8s.io/"

    init?(_ fields: Fields, scope: PatternScope) {
        let command = fields.requiredString("command", "write the path of the plugin")
        arguments = fields["args"]?.strings() ?? []
        environment = (fields["env"]?.list() ?? []).compactMap(Self.variable)
        apiVersion = Self.apiVersion(fields)
        image = fields.string("image")
        timeout = fields["timeout"]?.duration(in: .seconds(1) ... .seconds(600)) ?? .seconds(60)
        endpoint = fields.endpoint()
        if image == nil, !scope.isImageKnown {
            for entry in scope.entries where entry.hasWildcard {
                entry.field.error(
                    "has a wildcard, and the plugin is asked for one image: write image: … below credentials.exec"
                )
            }
        }
        guard let command else { return nil }
        self.command = command
    }

    private static func apiVersion(_ fields: Fields) -> String {
        guard let field = fields["apiVersion"], let text = field.string() else { return group + "v1" }
        let version = text.hasPrefix(group) ? String(text.dropFirst(group.count)) : text
        if !["v1", "v1beta1", "v1alpha1"].contains(version) {
            field.error("is not known: write v1, v1beta1 or v1alpha1")
        }
        return group + version
    }

    private static func variable(_ field: Field) -> Variable? {
        guard let fields = Fields(field, keys: ["name", "value", "file", "env", "secretKeyRef"], isConfidential: true)
        else {
            return nil
        }
        let name = fields.requiredString("name", "write the variable's name")
        // An empty variable is legal, unlike an empty credential.
        if fields.keys(among: ["file", "env", "secretKeyRef"]).isEmpty, fields["value"]?.text == "" {
            return name.map { Variable(name: $0, value: .value(SecretText(""))) }
        }
        guard let value = ValueSource(fields, of: field), let name else { return nil }
        return Variable(name: name, value: value)
    }
}

extension ExecSource {
    /// The same, to ask for this image.
    func narrowed(to image: ImageReference) -> ExecSource? {
        var source = self
        source.image = image.repository
        return source
    }
}
