import Configuration
import Images

/// `exec`: a program that prints credentials: a kubelet credential provider plugin (`credentialprovider.kubelet.k8s.io`), or a credential
/// helper of Docker (`docker-credential-…`).
struct ExecSource: CredentialSource {
    /// A variable of the program's environment.
    struct Variable: Sendable, Hashable {
        /// The name.
        let name: String
        /// The value; it is treated as a credential.
        let value: ValueSource
    }

    /// What is said to the program, and what it prints.
    enum Dialogue: String, Sendable, Hashable, CaseIterable {
        /// The kubelet's own: a request for an image in JSON.
        case kubelet
        /// That of Docker's credential helpers: the word `get`, and a host.
        case credentialHelper
    }

    /// The path of the program.
    let command: String
    /// How it is spoken with.
    let dialogue: Dialogue
    /// Its arguments.
    let arguments: [String]
    /// What is added to its environment.
    let environment: [Variable]
    /// `credentialprovider.kubelet.k8s.io/v1` or another version.
    let apiVersion: String
    /// The image named in the request; nil to ask for each pattern.
    private(set) var image: String?
    /// The hosts that a helper is asked for beside those that patterns name.
    private(set) var registries: [String]
    /// How long an answer of a helper is good whose password tells no end.
    let refreshEvery: Duration
    /// How long the program may take.
    let timeout: Duration
    /// Where the credential is tried out; nil for the registry itself.
    let endpoint: Endpoint?
    /// A token service on another host that may see the credential.
    let authEndpoint: Endpoint?

    static let kind = "exec"
    private static let kubeletKeys = ["apiVersion", "image"]
    private static let helperKeys = ["registries", "refreshEvery"]
    static let summary =
        "A program that prints credentials: a kubelet credential provider plugin, or a credential helper of Docker."
    static let keys: [SettingKey] = [
        .required("command", .reference(.program), "The path of the program, or its name in PATH."),
        .key("protocol", .word(Dialogue.self), default: "kubelet", "How it is spoken with."),
        .key("args", .list(.text), "Its arguments; a helper gets the word get after them."),
        .key(
            "env",
            .list(
                .choice([
                    .required("name", .text, "The variable's name."),
                    .key("value", .anyText, "The value itself."),
                    .key("file", .file, "The path of a file with the value."),
                    .key("env", .reference(.variable), "The name of a variable of Pullpass' process."),
                    .key("secretKeyRef", .secretKeyReference, "A key of a Secret in Pullpass' own namespace."),
                ]),
                mayBeEmpty: true
            ),
            "What is added to its environment."
        ),
        .key(
            "timeout",
            .duration(.seconds(1) ... .seconds(600)),
            default: "1m",
            "How long the program may take: 1s to 10m."
        ),
        .key(
            "apiVersion",
            .text,
            default: "v1",
            "Of the kubelet's protocol: v1, v1beta1 or v1alpha1, with or without the group."
        ),
        .key(
            "image",
            .text,
            "Of the kubelet's protocol: the image named in the request; without it matchImages, where no pattern has a wildcard."
        ),
        .key(
            "registries",
            .list(.text),
            "Of a helper: the hosts to ask it for; without it those of matchImages, where no pattern has a wildcard."
        ),
        .key(
            "refreshEvery",
            .duration(.seconds(60) ... .seconds(86_400)),
            default: "1h",
            "Of a helper: how long an answer is good whose password tells no end, 1m to 24h."
        ),
        .key("endpoint", .url, "Where the credential is tried out, instead of the registry's own address."),
        .key(
            "authEndpoint",
            .url,
            "The registry's token service, where that is on another host, for trying the credential out."
        ),
    ]
    static let hints = [
        "credentialHelper":
            "unknown key: write the helper as command: docker-credential-…, with protocol: credentialHelper"
    ]
    private static let group = "credentialprovider.kubelet.k8s.io/"

    init?(_ fields: Fields, scope: PatternScope) {
        let command = fields.requiredString("command", "write the path of the plugin")
        self.command = command ?? ""
        dialogue = fields["protocol"]?.word(Dialogue.self) ?? .kubelet
        arguments = fields["args"]?.strings() ?? []
        environment = (fields["env"]?.list() ?? []).compactMap(Self.variable)
        apiVersion = Self.apiVersion(fields)
        image = fields.string("image")
        registries = Self.registries(fields)
        refreshEvery = fields["refreshEvery"]?.duration() ?? .seconds(3600)
        timeout = fields["timeout"]?.duration() ?? .seconds(60)
        endpoint = fields.endpoint()
        authEndpoint = fields.endpoint("authEndpoint")
        scope.expectECRHosts()
        check(fields, scope)
        if command == nil { return nil }
    }

    /// Reports keys of the other protocol, and patterns that leave open what the program is asked for.
    private func check(_ fields: Fields, _ scope: PatternScope) {
        let (foreign, other): ([String], Dialogue) =
            dialogue == .kubelet
            ? (Self.helperKeys, .credentialHelper) : (Self.kubeletKeys, .kubelet)
        for key in fields.keys(among: foreign) {
            fields[key]?.error("is for protocol: \(other.rawValue) only: remove it or correct protocol")
        }
        if dialogue == .kubelet, command.split(separator: "/").last?.hasPrefix("docker-credential-") == true {
            fields["command"]?.error(
                "is named like a credential helper of Docker, which does not speak the kubelet's protocol: write protocol: credentialHelper below it"
            )
        }
        guard !scope.isImageKnown else { return }
        for entry in scope.entries where entry.hasWildcard {
            switch dialogue {
            case .kubelet where image == nil:
                entry.field.error(
                    "has a wildcard, and the plugin is asked for one image: write image: … below credentials.exec"
                )
            case .credentialHelper where !registries.contains(where: { HelperRequest.host(entry.host, covers: $0) }):
                entry.field.error(
                    "has a wildcard, and the helper is asked for one host at a time: write registries: [ … ] below credentials.exec"
                )
            default: break
            }
        }
    }

    /// Hosts with or without a port.
    private static func registries(_ fields: Fields) -> [String] {
        var hosts: [String] = []
        for entry in fields["registries"]?.list() ?? [] {
            guard let text = entry.string() else { continue }
            guard let host = HelperRequest.host(text) else {
                entry.error("\"\(text)\" is no host: write it without https://, path and wildcard")
                continue
            }
            if !hosts.contains(host) { hosts.append(host) }
        }
        if let list = fields["registries"], list.isEmptyList {
            list.error("is empty: write at least one host or leave the key out")
        }
        return hosts
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
        guard let fields = Fields(field, isConfidential: true) else { return nil }
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
        switch dialogue {
        case .kubelet: source.image = image.repository
        // The patterns get the image's host, which is then the one to ask for.
        case .credentialHelper: source.registries = []
        }
        return source
    }
}

extension ExecSource: CustomReflectable {
    var customMirror: Mirror {
        Mirror(
            self,
            settings: [
                ("command", command), ("arguments", arguments), ("environment", environment),
                ("apiVersion", apiVersion),
                ("image", image as Any), ("timeout", timeout), ("endpoint", endpoint as Any),
            ],
            later: [
                ("dialogue", dialogue == .kubelet ? nil : dialogue),
                ("registries", registries.isEmpty ? nil : registries),
                ("refreshEvery", dialogue == .kubelet ? nil : refreshEvery), ("authEndpoint", authEndpoint),
            ]
        )
    }
}
