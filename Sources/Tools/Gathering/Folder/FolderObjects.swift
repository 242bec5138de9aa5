package import Explain
internal import Files
package import Text
internal import YAML

/// The objects of a folder, as an API server would list them, and the files of a node that lie beside them.
package struct FolderObjects: Sendable {
    /// An object of any kind.
    struct Object: Sendable {
        /// Nil where the file does not say it, as in the items of a `PodList`.
        let group: String?
        /// The lower-case plural of its kind: `pods`.
        let resource: String
        let namespace: String
        let name: String
        let labels: [String: String]
        /// Its JSON, which may hold credentials.
        let json: [UInt8]
    }

    /// A file of a node: `config.json`, a CredentialProviderConfig, a record of the kubelet's, its log, `hosts.toml`.
    package struct NodeFile: Sendable {
        /// Its path below the folder.
        package let path: String
        /// Its bytes, which may hold credentials.
        package let bytes: [UInt8]
        /// When it was written; nil where it is not known.
        package var modified: Timestamp?
    }

    /// By resource, in the order of the files; of two of one name the later stays.
    private(set) var objects: [String: [Object]] = [:]
    /// In the order of their paths.
    package private(set) var nodeFiles: [NodeFile] = []
    /// What could not be read, and why; the first few.
    package private(set) var problems: [String] = []
    private var places: [String: Int] = [:]
    private let defaultNamespace: String
    private static let mostObjects = 200_000

    /// Reads a folder, or a single file of manifests; objects that name no namespace and need one are of `defaultNamespace`.
    ///
    /// - Throws: where it cannot be read at all, in words.
    package init(_ path: String, defaultNamespace: String = "default") throws(FolderError) {
        self.defaultNamespace = defaultNamespace
        var files = FolderFiles(path)
        do throws(FileError) { try files.read { add($0) } } catch { throw FolderError(description: "\(error)") }
        problems += files.problems
    }

    /// Takes manifests that are read already.
    package init(_ manifests: [ManifestInput], defaultNamespace: String = "default") {
        self.defaultNamespace = defaultNamespace
        for manifest in manifests { add(FolderFiles.File(path: manifest.name, bytes: manifest.bytes)) }
    }

    /// Whether nothing at all was found.
    package var isEmpty: Bool { objects.isEmpty }

    /// Where Pods are, and how many in each; in the order of their names.
    package var podCounts: [(namespace: String, count: Int)] {
        Dictionary(grouping: objects["pods"] ?? [], by: \.namespace).map { ($0.key, $0.value.count) }.sorted { $0 < $1 }
    }

    private mutating func add(_ file: FolderFiles.File) {
        if isOfNode(file) {
            if nodeFiles.count < 1000 {
                nodeFiles.append(NodeFile(path: file.path, bytes: file.bytes, modified: file.modified))
            }
            return
        }
        var reader = ManifestReader()
        reader.read(ManifestInput(name: file.path, bytes: file.bytes))
        for problem in reader.problems.prefix(20 - min(problems.count, 20)) { problems.append("\(problem)") }
        for object in reader.objects { add(object) }
    }

    private func isOfNode(_ file: FolderFiles.File) -> Bool {
        switch file.name {
        case "config.json", ".dockerconfigjson", ".dockercfg", "hosts.toml", "registries.conf", "config.toml",
            "kubelet.log":
            return true
        default: break
        }
        if file.path.contains("image_manager/pulled/") { return true }
        // Anybody's object may have the word in it.
        return file.bytes.prefix(4096).contains(Array("CredentialProviderConfig".utf8))
            && (try? YAMLNode.parse(yamlOrJSON: file.bytes).first)?["kind"]?.string == "CredentialProviderConfig"
    }

    private mutating func add(_ object: ManifestObject) {
        guard places.count < Self.mostObjects, let name = object.node["metadata"]?["name"]?.string else { return }
        let metadata = object.node["metadata"]
        let labels = (metadata?["labels"]?.mapping ?? []).prefix(200).compactMap { entry in
            entry.value.string.map { (entry.key, $0) }
        }
        let resource = Self.plural(object.kind)
        let new = Object(
            group: object.group,
            resource: resource,
            namespace: metadata?["namespace"]?.string ?? (Self.namespaced.contains(resource) ? defaultNamespace : ""),
            name: name,
            labels: Dictionary(labels) { $1 },
            json: (object.kind == "Secret" ? object.node.withData : object.node).json
        )
        let key = "\(resource)/\(new.group ?? "")/\(new.namespace)/\(name)"
        if let place = places[key] {
            objects[resource]?[place] = new
        } else {
            places[key] = objects[resource]?.count ?? 0
            objects[resource, default: []].append(new)
        }
    }

    /// What stands in namespaces of what is asked for.
    private static let namespaced = [
        "pods", "secrets", "serviceaccounts", "events", "leases", "deployments", "cronjobs", "configmaps", "services",
        "endpointslices", "resourcequotas",
    ]

    /// What the API calls the objects of a kind.
    static func plural(_ kind: String) -> String {
        let word = kind.lowercased()
        if word.hasSuffix("y") { return word.dropLast() + "ies" }
        return word.hasSuffix("s") ? word : word + "s"
    }
}

/// Why a folder cannot be read.
package struct FolderError: Error, CustomStringConvertible {
    package let description: String
}

extension YAMLNode {
    /// A Secret as an API server keeps it: what people write in `stringData` is in `data`.
    fileprivate var withData: YAMLNode {
        guard let written = self["stringData"]?.mapping, let entries = mapping else { return self }
        var data = self["data"]?.mapping ?? []
        for entry in written {
            guard let text = entry.value.string else { continue }
            data.removeAll { $0.key == entry.key }
            data.append(YAMLEntry(key: entry.key, value: YAMLNode(.string(Base64.encode(Array(text.utf8))))))
        }
        let rest = entries.filter { $0.key != "data" && $0.key != "stringData" }
        return YAMLNode(.mapping(rest + [YAMLEntry(key: "data", value: YAMLNode(.mapping(data)))]))
    }
}
