internal import Text
internal import YAML

/// Decodes one file as the kubelet's decoder does, and tells everything that it would not take.
struct ConfigDecoder {
    let kubelet: Kubelet
    private(set) var found: [FoundProvider] = []
    var complaints: [ConfigComplaint] = []
    /// File and path of each key that is there under a name that is none.
    var meant: Set<[String]> = []

    private(set) var file = ""

    init(_ kubelet: Kubelet) { self.kubelet = kubelet }

    /// Decodes a file; its providers follow those of the files before.
    ///
    /// - Returns: whether it has a list of providers, or none at all.
    mutating func decode(_ input: ConfigFile) -> Bool {
        file = input.name
        let document = FirstDocument(of: input.bytes)
        if let line = document.restLine {
            complaints.append(
                ConfigPlace(file: file, line: line).warning(
                    "a kubelet reads the first YAML document alone: from here on it sees nothing, and says nothing",
                    fix: "put all providers into one list"
                        + (kubelet.version.readsDirectories ? ", or each document into a file of a directory" : "")
                )
            )
        }
        let node: YAMLNode
        let duplicates: [YAMLDuplicateKey]
        do throws(YAMLError) {
            let reading = try document.read()
            duplicates = reading.duplicates
            guard let first = reading.node else { return missingKind(line: 1) }
            node = first
        } catch {
            let words = document.isJSON ? "couldn't get version/kind; json parse error" : "yaml: line"
            refuse(line: error.line, "", words, error.reason, fix: "correct it")
            return false
        }
        return decode(node, duplicates, isJSON: document.isJSON)
    }

    private mutating func decode(_ node: YAMLNode, _ duplicates: [YAMLDuplicateKey], isJSON: Bool) -> Bool {
        guard node.mapping != nil else {
            refuse(
                node,
                "",
                "couldn't get version/kind; json parse error: json: cannot unmarshal \(GoWords.kind(of: node))",
                "the file is \(node.kindName)",
                fix:
                    "begin it with apiVersion: \(CredentialProviderConfig.apiVersion) and kind: CredentialProviderConfig"
            )
            return false
        }
        guard let version = version(of: node) else { return false }
        for duplicate in duplicates { tell(duplicate, in: node, isJSON: isJSON) }
        let type = ConfigStruct.config(kubelet.version, version: version)
        check(node, .mapping(type), "", go: type.name, goPath: "")
        guard let providers = node["providers"], !providers.isNull else { return true }
        for (index, element) in (providers.sequence ?? []).enumerated() where element.mapping != nil || element.isNull {
            found.append(
                FoundProvider(
                    provider: .init(element, version: version, kubelet.version),
                    file: file,
                    index: index,
                    node: element
                )
            )
        }
        return providers.sequence != nil
    }

    /// The version of the `apiVersion`; nil where the file is none that a kubelet takes, which is told.
    private mutating func version(of node: YAMLNode) -> Substring? {
        for key in ["apiVersion", "kind"] {
            guard let value = node[key], value.string == nil, !value.isNull else { continue }
            refuse(
                value,
                key,
                "couldn't get version/kind; json parse error: json: cannot unmarshal \(GoWords.kind(of: value))",
                "it is \(value.kindName), and must be text",
                fix: key == "kind" ? "write CredentialProviderConfig" : "write \(CredentialProviderConfig.apiVersion)"
            )
            return nil
        }
        guard let kind = node["kind"]?.string, !kind.isEmpty else {
            _ = missingKind(line: node.mark.line)
            return nil
        }
        guard let apiVersion = node["apiVersion"]?.string, !apiVersion.isEmpty else {
            refuse(
                node,
                "apiVersion",
                "Object 'apiVersion' is missing in",
                "the file does not say which version it is",
                fix: "write apiVersion: \(CredentialProviderConfig.apiVersion)"
            )
            return nil
        }
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
        let isOfGroup = parts.count == 2 && parts[0] == CredentialProviderConfig.group
        let isKnown = isOfGroup && CredentialProviderConfig.versions.contains(String(parts[1]))
        if isKnown, kind == CredentialProviderConfig.kind { return parts[1] }
        let isOther = isOfGroup && kind == "KubeletConfiguration" && parts[1] == "v1beta1"
        let key = kind == CredentialProviderConfig.kind ? "apiVersion" : "kind"
        let words =
            parts.count > 2
            ? "unexpected GroupVersion string: \(Printable.text(apiVersion))"
            : "no kind \(GoWords.quoted(kind)) is registered for version \(GoWords.quoted(apiVersion)) in scheme"
        refuse(
            node[key] ?? node,
            key,
            isOther
                ? "failed to decode \(GoWords.quoted(kind)) (wrong Kind)"
                : words,
            isOther
                ? "this is the kubelet's own configuration, for --config"
                : "no kubelet has this kind in this version of the API",
            fix: "write apiVersion: \(CredentialProviderConfig.apiVersion) and kind: CredentialProviderConfig"
        )
        return nil
    }

    private mutating func missingKind(line: Int) -> Bool {
        refuse(
            line: line,
            "kind",
            "Object 'Kind' is missing in",
            "the first document of the file is empty, or does not say what it is",
            fix: "begin it with apiVersion: \(CredentialProviderConfig.apiVersion) and kind: CredentialProviderConfig"
        )
        return false
    }

    /// Checks a value against a shape, and all below it.
    private mutating func check(_ node: YAMLNode, _ shape: ConfigShape, _ path: String, go: String, goPath: String) {
        switch (shape, node.value) {
        case (_, .null), (.text, .string), (.flag, .bool): return
        case (.duration, .string(let text)):
            guard let words = GoWords.flaw(ofDuration: text) else { return }
            refuse(
                node,
                path,
                words,
                "it is no duration",
                fix: "write a number with h, m or s, such as 10m, 12h or 0s; there are no days"
            )
        case (.duration, _):
            refuse(
                node,
                path,
                "json: cannot unmarshal \(GoWords.kind(of: node)) into Go struct field \(go).\(goPath) of type string",
                "a duration is text with a unit",
                fix: "write it as 10m, 12h or 0s"
            )
        case (.texts, .sequence(let elements)):
            for (index, element) in elements.enumerated() {
                check(element, .text, "\(path)[\(index)]", go: go, goPath: goPath)
            }
        case (.list(let type), .sequence(let elements)):
            for (index, element) in elements.enumerated() {
                check(element, .mapping(type), "\(path)[\(index)]", go: go, goPath: goPath)
            }
        case (.mapping(let type), .mapping(let entries)):
            for entry in entries {
                let below = path.isEmpty ? entry.key : "\(path).\(entry.key)"
                guard let shape = type[entry.key] else {
                    tellUnknown(entry, of: type, below)
                    continue
                }
                let goBelow = goPath.isEmpty ? entry.key : "\(goPath).\(entry.key)"
                check(entry.value, shape, below, go: type.name, goPath: goBelow)
            }
        default:
            let place = "Go struct field \(go).\(goPath)"
            refuse(
                node,
                path,
                "json: cannot unmarshal \(GoWords.kind(of: node)) into \(place) of type \(shape.goType)",
                "it is \(node.kindName), and must be \(shape.name)",
                fix: shape.fix
            )
        }
    }

    private mutating func refuse(_ node: YAMLNode, _ path: String, _ words: String, _ meaning: String, fix: String) {
        refuse(line: node.mark.line, path, words, meaning, fix: fix)
    }

    private mutating func refuse(line: Int, _ path: String, _ words: String, _ meaning: String, fix: String) {
        let place = ConfigPlace(file: file, line: line, path: Printable.visible(String(path.prefix(200))))
        complaints.append(place.refused(words, meaning, fix: fix))
    }
}
