/// A configuration with a value at one place, for tests of each key.
struct SchemaFile {
    /// The file as JSON.
    let text: String

    static let base = #"{\#(head), "registries": [{\#(registry)}]}"#
    private static let head = #""apiVersion": "pullpass.dev/v1alpha1", "kind": "Configuration""#
    private static let registry =
        #""name": "a", "matchImages": ["registry.example.com"], "credentials": {"basic": {"username": {"value": "u"}, "password": {"env": "P"}}}"#

    /// What a key is read beside: without it the reader has no reason to.
    private static let beside: [String: String] = [
        "gar.workloadIdentity": #""serviceAccount": {"name": "puller"}"#,
        "cloudsmith.serviceAccount": #""oidc": {"organization": "o", "service": "s"}"#,
        "cloudsmith.fromPod": #""oidc": {"organization": "o", "service": "s"}"#,
        "icr.serviceAccount": #""trustedProfile": {"id": "i"}"#,
        "icr.fromPod": #""trustedProfile": {"id": "i"}"#,
        "jfrog.serviceAccount": #""oidc": {"providerName": "p", "audience": "a"}"#,
        "jfrog.fromPod": #""oidc": {"providerName": "p", "audience": "a"}"#,
    ]

    /// - Parameters:
    ///   - path: Of the schema, `registries[].credentials.ecr.region`.
    ///   - value: JSON.
    init(_ path: String, _ value: String) {
        let parts = path.split(separator: ".").map(String.init)
        let extra = Self.beside.first { (path + ".").contains(".\($0.key).") }
        let depth = parts.firstIndex { extra?.key.hasSuffix("." + $0) == true }
        var text = value
        for (position, part) in parts.enumerated().reversed() {
            let name = part.hasSuffix("[]") ? String(part.dropLast(2)) : part
            if part.hasSuffix("[]") { text = "[\(text)]" }
            text = "\"\(name)\": \(text)"
            if position == depth, let extra { text += ", \(extra.value)" }
            if position > 0 {
                if position == 1, parts[0] == "registries[]" { text = Self.completed(text, name) }
                text = "{\(text)}"
            }
        }
        let isWhole = parts[0].hasPrefix("registries")
        let registries = isWhole ? "" : #", "registries": [{\#(Self.registry)}]"#
        let head = ["apiVersion", "kind"].contains(parts[0]) ? #""other": 1"# : Self.head
        self.text = "{\(head)\(registries), \(text)}"
    }

    /// The members of an object, and those of another that do not stand among them.
    private static func completed(_ text: String, _ name: String) -> String {
        let others = [
            ("name", #""name": "a""#), ("matchImages", #""matchImages": ["registry.example.com"]"#),
            ("credentials", #""credentials": {"basic": {"username": {"value": "u"}, "password": {"env": "P"}}}"#),
        ]
        return (others.filter { $0.0 != name }.map(\.1) + [text]).joined(separator: ", ")
    }

    /// The place of a path in the file.
    static func place(_ path: String) -> String {
        path.split(separator: "[]", omittingEmptySubsequences: false).joined(separator: "[0]")
    }
}
