internal import Diagnosis
internal import Images
internal import Kubernetes
internal import Text
internal import YAML

extension Facts.Node {
    /// What the API has of a node.
    mutating func take(_ node: WholeObject) {
        images = (node["status"]?.list("images") ?? []).prefix(100).flatMap { image in
            image.list("names").prefix(16).compactMap(\.asText)
        }
    }

    /// What files of a node have that lie in a folder.
    mutating func take(_ files: [FolderObjects.NodeFile]) {
        var log: KubeletLog?
        for file in files {
            switch file.path.split(separator: "/").last {
            case "config.json", ".dockerconfigjson": takeLogins(file, .dockerConfigJSON)
            case ".dockercfg": takeLogins(file, .dockercfg)
            case "hosts.toml": takeHosts(file)
            case "registries.conf": takeRegistries(file)
            case "config.toml": takeRuntime(file)
            case "kubelet.log": log = KubeletLog(file.bytes)
            default:
                if file.path.contains("image_manager/pulled/") { takeRecord(file) } else { takeProviders(file) }
            }
        }
        // The providers may stand in a file behind the log.
        guard let log else { return }
        for index in plugins.indices {
            plugins[index].notInForce = log.lacksProviders ? "it was started without \(KubeletLog.flag)" : nil
            plugins[index].failure = log.failures[plugins[index].name]
        }
    }

    private mutating func takeLogins(_ file: FolderObjects.NodeFile, _ format: DockerConfig.Format) {
        var taken = File()
        taken.path = file.path
        taken.written = file.modified
        do { taken.keys = try DockerConfig(parsing: file.bytes, as: format).entries.map(Facts.Key.init) } catch {
            taken.problem = "\(error)"
        }
        self.file = taken
    }

    private mutating func takeRecord(_ file: FolderObjects.NodeFile) {
        guard let text = String(validating: file.bytes, as: UTF8.self), let record = JSONValue(parsing: text),
            case .object(let mapping)? = record["credentialMapping"]
        else { return }
        for (repository, use) in mapping.sorted(by: { $0.key < $1.key }).prefix(64) {
            var entry = Record(repository)
            entry.isForAll = use.flag("nodePodsAccessible")
            entry.secrets = use.list("kubernetesSecrets").prefix(200).map { secret in
                Holder(
                    namespace: secret.text("namespace") ?? "",
                    name: secret.text("name") ?? "",
                    uid: secret.text("uid") ?? ""
                )
            }
            records.append(entry)
        }
    }

    private mutating func takeProviders(_ file: FolderObjects.NodeFile) {
        guard let document = try? YAMLNode.parse(yamlOrJSON: file.bytes).first else { return }
        for provider in document["providers"]?.sequence?.prefix(64) ?? [] {
            guard let name = provider["name"]?.string else { continue }
            let patterns = provider["matchImages"]?.sequence?.prefix(256).compactMap(\.string) ?? []
            plugins.append(Plugin(name, matchImages: patterns))
        }
    }

    /// containerd's `certs.d/<host>/hosts.toml`: `server = "https://…"` and `[host."https://mirror"]`.
    private mutating func takeHosts(_ file: FolderObjects.NodeFile) {
        let parts = file.path.split(separator: "/")
        guard parts.count >= 2 else { return }
        let host = String(parts[parts.count - 2])
        let tables = TOMLLines(file.bytes)
        let hasServer = tables.lines.contains { $0.table.isEmpty && $0.key == "server" }
        for table in tables.names where table.hasPrefix("host.") {
            let address = TOMLLines.unquoted(table.dropFirst("host.".count))
            mirrors.append(Mirror(host, address: address, hasUpstream: hasServer || host != "_default"))
        }
    }

    /// containerd's `config.toml`: `[plugins."….cri".registry.configs."HOST".auth]`.
    private mutating func takeRuntime(_ file: FolderObjects.NodeFile) {
        for table in TOMLLines(file.bytes).names where table.hasSuffix(".auth") {
            guard let start = table.firstRange(of: ".registry.configs.") else { continue }
            runtimeLogins.append(TOMLLines.unquoted(table[start.upperBound...].dropLast(".auth".count)))
        }
    }

    /// CRI-O's and podman's `registries.conf`: `[[registry]]` with `location`, `[[registry.mirror]]` with its own.
    private mutating func takeRegistries(_ file: FolderObjects.NodeFile) {
        var host = ""
        var isBlocked = false
        var references = Mirror.References.all
        for line in TOMLLines(file.bytes).lines {
            switch (line.table, line.key) {
            case ("registry", "prefix"), ("registry", "location"):
                if host.isEmpty || line.key == "location" { host = line.value }
            case ("registry", ""): (host, isBlocked, references) = ("", false, .all)
            case ("registry", "blocked"): isBlocked = line.value == "true"
            case ("registry", "mirror-by-digest-only"): references = line.value == "true" ? .digests : .all
            case ("registry.mirror", "location") where !host.isEmpty:
                mirrors.append(Mirror(host, address: line.value, hasUpstream: !isBlocked))
                mirrors[mirrors.count - 1].references = references
            case ("registry.mirror", "pull-from-mirror") where !host.isEmpty && !mirrors.isEmpty:
                let words: [String: Mirror.References] = ["digest-only": .digests, "tag-only": .tags]
                mirrors[mirrors.count - 1].references = words[line.value] ?? references
            default: break
            }
        }
    }

    /// OpenShift's ImageContentSourcePolicy, ImageDigestMirrorSet and ImageTagMirrorSet.
    mutating func takeMirrorSet(_ object: WholeObject) {
        let spec = object["spec"] ?? .null
        let lists: [(key: String, references: Mirror.References)] = [
            ("repositoryDigestMirrors", .digests), ("imageDigestMirrors", .digests), ("imageTagMirrors", .tags),
        ]
        for (key, references) in lists {
            for entry in spec.list(key).prefix(256) {
                guard let source = entry.text("source") else { continue }
                let isAlone = entry.text("mirrorSourcePolicy") == "NeverContactSource"
                for mirror in entry.list("mirrors").prefix(16).compactMap(\.asText) {
                    mirrors.append(Mirror(source, address: mirror, hasUpstream: !isAlone))
                    mirrors[mirrors.count - 1].references = references
                }
            }
        }
    }
}

/// TOML as far as runtimes' files of registries need it: tables, and keys with a text or a word.
struct TOMLLines {
    /// A key in its table; of a table's own line without a key.
    struct Line {
        let table: String
        let key: String
        let value: String
    }

    private(set) var lines: [Line] = []

    /// The tables, in order.
    var names: [String] { lines.filter(\.key.isEmpty).map(\.table) }

    init(_ bytes: [UInt8]) {
        var table = ""
        for raw in String(decoding: bytes.prefix(1 << 20), as: UTF8.self).split(whereSeparator: \.isNewline).prefix(
            5000
        ) {
            let line = raw.trimmed
            if line.hasPrefix("["), let end = line.lastIndex(of: "]") {
                table = String(line[..<end].drop { $0 == "[" }.filter { $0 != " " })
                while table.hasSuffix("]") { table.removeLast() }
                lines.append(Line(table: table, key: "", value: ""))
            } else if !line.hasPrefix("#"), let sign = line.firstIndex(of: "=") {
                let value = Self.unquoted(line[line.index(after: sign)...].trimmed)
                lines.append(Line(table: table, key: Self.unquoted(line[..<sign].trimmed), value: value))
            }
        }
    }

    /// What stands between quotes; of a text without any all of it.
    static func unquoted(_ text: some StringProtocol) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'" else { return String(text) }
        return String(text.dropFirst().prefix { $0 != quote })
    }
}
