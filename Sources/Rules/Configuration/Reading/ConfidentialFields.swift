import Text
import YAML

extension Fields {
    /// Reads a part of a credential: exactly one of `value`, `file`, `env` and `secretKeyRef`.
    package func value(_ key: String) -> ValueSource? {
        guard let field = present(key) else { return nil }
        if case .mapping = field.node.value { return ValueSource(field) }
        let wanted =
            sink.mode == .node
            ? "{ value: … }, { file: … } or { env: … }"
            : "{ value: … }, { file: … }, { env: … } or { secretKeyRef: { name: …, key: … } }"
        field.error("must be a mapping, not \(field.node.kindName): write \(wanted)")
        return nil
    }

    /// Reads a part of a credential that must be there.
    package func requiredValue(_ key: String) -> ValueSource? {
        guard present(key) != nil else {
            let example = "{ secretKeyRef: { name: …, key: … } }, or file:, env:, value:"
            let onNode = "{ file: … }, or env:, value:"
            let wanted = sink.mode == .node ? onNode : example
            sink.error(line: line, path: path(of: key), "is missing: write \(key): \(wanted)")
            return nil
        }
        return value(key)
    }

    /// Reads the `endpoint` key or another of its kind.
    package func endpoint(_ key: String = "endpoint") -> Endpoint? { self[key]?.endpoint() }

    /// Reads a string key.
    package func string(_ key: String) -> String? { self[key]?.identifier() }

    /// Reads a string key that must be there.
    package func requiredString(_ key: String, _ instruction: String) -> String? {
        required(key, instruction)?.identifier()
    }

    /// Reads a list of strings; an empty list is an error.
    package func strings(_ key: String) -> [String]? {
        guard let field = self[key], let strings = field.strings() else { return nil }
        if field.isEmptyList { field.error("is empty: write at least one entry or leave the key out") }
        return strings
    }

    /// Opens a mapping below a key, for the identities of a kind: an empty mapping is complete where nothing is required.
    package func fields(_ key: String) -> Fields? {
        present(key).flatMap { Fields($0, isConfidential: true) }
    }

    /// Whether a key is there at all, null included.
    package func has(_ key: String) -> Bool { present(key) != nil }

    /// Reports when more than one of several ways to authenticate is given; true when at most one is.
    @discardableResult
    package func atMostOne(of keys: [String]) -> Bool {
        let given = keys.filter(has)
        if given.count > 1 { error("has \(given.list): they exclude each other, write only one") }
        return given.count <= 1
    }
}

extension ValueSource {
    fileprivate init?(_ field: Field) {
        guard let fields = Fields(field, isConfidential: true) else { return nil }
        self.init(fields, of: field)
    }

    /// Reads the source among the keys of a mapping that is open already.
    package init?(_ fields: Fields, of field: Field) {
        let keys = Self.keys.names
        let given = keys.filter(fields.has)
        // On a node there are no Secrets to be read.
        let usable = field.sink.mode == .node ? keys.filter { $0 != "secretKeyRef" } : keys
        guard given.count == 1, let key = given.first, let source = fields.present(key) else {
            if given.isEmpty { field.error("has no source: write exactly one of \(usable.alternatives)") }
            if given.count > 1 { field.error("has \(given.list): write exactly one of \(usable.alternatives)") }
            return nil
        }
        switch key {
        case "value":
            guard let text = Self.inlineText(source) else { return nil }
            self = .value(SecretText(text))
        case "file":
            guard let path = source.string() else { return nil }
            field.sink.note(credentialFile: path)
            self = .file(path)
        case "env":
            guard let name = source.string() else { return nil }
            guard !name.contains("=") && !name.contains(" ") else {
                source.error("is no name of an environment variable: write the name only, such as REGISTRY_PASSWORD")
                return nil
            }
            field.sink.note(credentialVariable: name)
            self = .environment(name)
        default:
            guard let (name, key) = Self.secretKey(source), source.canReadSecrets(otherwise: "file: … or env: …") else {
                return nil
            }
            self = .secretKeyRef(name: name, key: key)
        }
    }

    /// The text of `value`, which no message repeats.
    private static func inlineText(_ field: Field) -> String? {
        switch field.node.value {
        case .string(let text):
            guard !text.isEmpty else {
                let others = field.sink.mode == .node ? "file or env" : "file, env or secretKeyRef"
                field.error("is empty: write the credential, or use \(others)")
                return nil
            }
            // Multi-line credentials are keys and JSON files; only a line end at the end is surely a slip.
            switch TextFlaw(of: text, as: .lines) {
            case nil, .placeholder: break
            case .lineBreak, .blank:
                field.error("has white space or a line break at its start or end: remove it (after a | write |- )")
                return nil
            case let flaw?:
                field.error("\(flaw.clause): \(flaw.fix)")
                return nil
            }
            return text
        case .null:
            field.error("is empty: write the credential in quotes (an unquoted # or ! hides what follows)")
        case .bool, .integer, .float:
            field.error("must be a string, not \(field.node.kindName): put it in quotes")
        default:
            field.error("must be a string, not \(field.node.kindName): put it in quotes")
        }
        return nil
    }

    private static func secretKey(_ field: Field) -> (name: String, key: String)? {
        guard let fields = Fields(field, hints: secretRefHints) else { return nil }
        let name = fields.secretName()
        let keyField = fields.required("key", "write the key of the Secret that holds the credential")
        let key = keyField?.string()
        guard let name, let keyField, let key else { return nil }
        guard NameRules.isSecretKey(key) else {
            keyField.error("is no key of a Secret: write letters, digits, '-', '_' and '.' only")
            return nil
        }
        return (name, key)
    }

    /// Why a reference to a Secret has no namespace.
    package static let secretRefHints = [
        "namespace":
            "there is no namespace key: the Secret is read from Pullpass' own namespace, since a reference into another one "
            + "would hand out somebody else's credential; copy the Secret there and remove the key"
    ]
}

extension Field {
    /// Whether Secrets can be read where the configuration is for; reports where not, with what to write `otherwise`.
    package func canReadSecrets(otherwise: String) -> Bool {
        guard sink.mode == .node else { return true }
        error("cannot be read on a node, which has no access to the cluster's Secrets: write \(otherwise)")
        return false
    }
}

extension Fields {
    /// Reads the `name` of a Secret in Pullpass' own namespace.
    package func secretName() -> String? {
        guard let field = required("name", "write the name of a Secret in Pullpass' own namespace") else { return nil }
        guard let name = field.string() else { return nil }
        guard NameRules.isSubdomain(name) else {
            field.error("is no name of a Secret: write \(NameRules.subdomain)")
            return nil
        }
        return name
    }
}
