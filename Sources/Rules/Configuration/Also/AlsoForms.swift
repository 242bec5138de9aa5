import Names
import YAML

/// The forms of `as`: each is a type, keys and labels, and nothing that is written knows which one it was.
enum AlsoForms {
    /// What a form says of a Secret.
    struct Shape {
        var type = "Opaque"
        var data: [String: SecretTemplate] = [:]
        var labels: [String: String] = [:]
        /// `url` of `argoCD`, without a scheme, and the field that says it.
        var address: (text: String, field: Field)?

        static let login: [String: SecretTemplate] = [
            "username": SecretTemplate(.username), "password": SecretTemplate(.password),
        ]
    }

    /// What Pods are given.
    private static var docker: Shape {
        Shape(
            type: "kubernetes.io/dockerconfigjson",
            data: [".dockerconfigjson": SecretTemplate(.dockerconfigjson)]
        )
    }

    /// `secretType` of `argoCD`: the values of Argo CD's label.
    enum ArgoSecret: String, CaseIterable {
        case repository
        case credentials = "repo-creds"
    }
    /// `type` of `argoCD`.
    enum ArgoType: String, CaseIterable { case helm, oci }
    /// `kind` of `flux`: who names the Secret as its `secretRef`.
    enum FluxKind: String, CaseIterable {
        case helmRepository = "HelmRepository"
        case ociRepository = "OCIRepository"
        case imageRepository = "ImageRepository"
    }

    /// The label by which Argo CD finds its Secrets.
    static let argoLabel = "argocd.argoproj.io/secret-type"
    private static let mostKeys = 32
    /// Types whose Secrets are more than something to read: whoever may write them gets tokens, or joins nodes.
    private static let refusedTypes = [
        "kubernetes.io/service-account-token", "bootstrap.kubernetes.io/token", "helm.sh/release.v1",
    ]
    /// What the API server asks of some types.
    private static let neededKeys: [(type: String, keys: [String])] = [
        ("kubernetes.io/dockerconfigjson", [".dockerconfigjson"]), ("kubernetes.io/dockercfg", [".dockercfg"]),
        ("kubernetes.io/basic-auth", ["username", "password"]), ("kubernetes.io/ssh-auth", ["ssh-privatekey"]),
        ("kubernetes.io/tls", ["tls.crt"]),
    ]

    static let keys: [SettingKey] = [
        .key("argoCD", .mapping(argoKeys), "A repository of Argo CD, or credentials for several; found by its label."),
        .key("flux", .mapping(fluxKeys), "What an object of Flux names as its secretRef, with provider: generic."),
        .key("dockerConfig", .mapping([]), "The same content as Pods are given, for any reader of pull Secrets: {}."),
        .key("basicAuth", .mapping([]), "Type kubernetes.io/basic-auth, with username and password: {}."),
        .key("template", .mapping(templateKeys), "Keys of your own."),
    ]
    private static let argoKeys: [SettingKey] = [
        .required(
            "url",
            .text,
            "As Applications have it: without a scheme for charts in an OCI registry, with oci:// for type: oci, with https:// for a chart repository."
        ),
        .key(
            "secretType",
            .word(ArgoSecret.self),
            default: "repository",
            "Whether it is for this one URL, repository, or for all that begin with it, repo-creds."
        ),
        .key(
            "type",
            .word(ArgoType.self),
            default: "helm",
            "What is there: helm for charts, or oci for other artifacts (Argo CD 3.1 and later)."
        ),
        .key("name", .text, "The repository's name in Argo CD."),
        .key("project", .text, "The project that the repository is for alone."),
    ]
    private static let fluxKeys: [SettingKey] = [
        .required(
            "kind",
            .word(FluxKind.self),
            "HelmRepository reads a user name and a password; OCIRepository and ImageRepository read what Pods are given."
        )
    ]
    private static let templateKeys: [SettingKey] = [
        .key("type", .text, default: "Opaque", "The Secret's type."),
        .required(
            "data",
            .labels,
            "Texts by key, with {{ username }}, {{ password }}, {{ token }}, {{ auth }}, {{ host }} and {{ dockerconfigjson }} filled in; after a bar base64, json or url say how one is written."
        ),
    ]

    /// Reads `as`; nil where something is wrong with it.
    static func read(_ field: Field) -> Shape? {
        guard let fields = Fields(field) else { return nil }
        let names = keys.names
        let given = names.filter { fields.present($0) != nil }
        guard given.count == 1, let name = given.first, let inner = fields.present(name) else {
            fields.error("must have one of \(names.alternatives)\(given.isEmpty ? "" : ", not \(given.list)")")
            return nil
        }
        guard let values = Fields(inner) else { return nil }
        switch name {
        case "argoCD": return argo(values)
        case "flux": return flux(values)
        case "dockerConfig": return docker
        case "basicAuth": return Shape(type: "kubernetes.io/basic-auth", data: Shape.login)
        default: return template(values)
        }
    }

    private static func argo(_ fields: Fields) -> Shape? {
        let secret = fields["secretType"]?.word(ArgoSecret.self) ?? .repository
        let type = fields["type"]?.word(ArgoType.self) ?? .helm
        let name = fields["name"]?.string()
        let project = fields["project"]?.string()
        guard let field = fields.required("url", "write the URL as Applications have it, such as ghcr.io/acme/charts"),
            let url = field.string()
        else { return nil }
        if secret == .credentials, name != nil || project != nil {
            fields.error("has secretType: repo-creds, of which Argo CD reads no name and no project: leave them out")
        }
        let (scheme, address) = split(url)
        switch (type, scheme) {
        case (.helm, "oci"):
            field.error("is for type: helm without oci://: write \(address), or type: oci")
        case (.oci, "oci"), (.helm, ""), (.helm, "https"): break
        case (.helm, "http"): field.warning("Argo CD sends the credential there without encryption: write https://")
        case (.oci, _): field.error("begins with oci:// where type is oci: write oci://\(address)")
        case (.helm, _): field.error("is no URL of a chart repository: write https://…, or host/path without a scheme")
        }
        if address.isEmpty || address.contains("@") || address.contains("?") || address.contains("#") {
            field.error("is no URL: write host or host/path, without a user and without a query")
        }
        var shape = Shape(data: Shape.login, labels: [argoLabel: secret.rawValue], address: (address, field))
        shape.data["url"] = SecretTemplate(literal: url)
        shape.data["type"] = SecretTemplate(literal: type.rawValue)
        if type == .helm, scheme.isEmpty { shape.data["enableOCI"] = SecretTemplate(literal: "true") }
        shape.data["name"] = name.map(SecretTemplate.init(literal:))
        shape.data["project"] = project.map(SecretTemplate.init(literal:))
        return shape
    }

    /// The scheme in small letters, empty where there is none, and the rest.
    private static func split(_ url: String) -> (scheme: String, address: String) {
        let bytes = Array(url.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[(colon + 1)...].starts(with: "//".utf8) else {
            return ("", url)
        }
        let address = String(decoding: bytes[(colon + 3)...], as: UTF8.self)
        return (String(decoding: bytes[..<colon], as: UTF8.self).lowercased(), address)
    }

    private static func flux(_ fields: Fields) -> Shape? {
        guard
            let kind = fields.required("kind", "write \(FluxKind.allCases.map(\.rawValue).alternatives)")?
                .word(FluxKind.self)
        else { return nil }
        return kind == .helmRepository ? Shape(data: Shape.login) : docker
    }

    private static func template(_ fields: Fields) -> Shape? {
        var shape = Shape()
        if let field = fields["type"], let type = field.string() {
            shape.type = type
            if refusedTypes.contains(type) {
                field.error("\"\(type)\" is more than a credential to read: write another type, such as Opaque")
            } else if type.utf8.count > 253 {
                field.error("has more than 253 bytes")
            }
        }
        guard let field = fields.required("data", "write keys and texts, such as password: \"{{ password }}\"") else {
            return nil
        }
        let entries = field.stringMap() ?? []
        if entries.isEmpty, !field.hasError { field.error("is empty: write keys and texts") }
        if entries.count > mostKeys { field.error("has more than \(mostKeys) keys") }
        for (key, text) in entries.prefix(mostKeys) {
            guard let name = key.text else { continue }
            if !NameRules.isSecretKey(name) {
                key.error("is no key of a Secret: write letters, digits, '-', '_' and '.'")
            }
            do {
                shape.data[name] = try SecretTemplate(parsing: text)
            } catch {
                let line = key.line + blockOffset(of: field, name) + error.line
                key.sink.error(line: line, path: key.path, error.reason)
            }
        }
        if let needed = neededKeys.first(where: { $0.type == shape.type }), entries.count <= mostKeys,
            !needed.keys.contains(where: { key in entries.contains { $0.key.text == key } })
        {
            field.error("of a Secret of type \(shape.type) needs the key \(needed.keys.alternatives)")
        }
        if !shape.data.isEmpty, shape.data.values.allSatisfy(\.places.isEmpty), shape.data.count == entries.count {
            field.error("holds nothing of the credential: write {{ password }} where it goes, for example")
        }
        return shape
    }

    /// How many lines after its key a text of several lines begins.
    private static func blockOffset(of field: Field, _ key: String) -> Int {
        guard let entry = field.node.mapping?.first(where: { $0.key == key }), let text = entry.value.string,
            text.contains("\n")
        else { return 0 }
        let offset = entry.value.mark.line - entry.keyMark.line
        return offset > 0 ? offset : 1
    }
}
