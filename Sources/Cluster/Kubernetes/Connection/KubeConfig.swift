internal import Text
internal import YAML

/// A kubeconfig, or several merged as `kubectl` merges them.
///
/// Source: <https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/>. Of entries of one name the
/// first file's counts as a whole; of several current contexts the first that is not empty.
package struct KubeConfig: Sendable {
    /// An entry with the file that it came from: its paths are relative to that file.
    struct Entry: Sendable {
        /// `cluster`, `user` or `context`, for messages.
        let kind: String
        let name: String
        let node: YAMLNode
        let file: String

        /// The path that a key names, from the file's folder.
        func path(_ text: String) -> String {
            guard !text.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return text }
            return file[...slash] + text
        }
    }

    private(set) var currentContext: String?
    private(set) var contexts: [String: Entry] = [:]
    private(set) var clusters: [String: Entry] = [:]
    private(set) var users: [String: Entry] = [:]
    let environment: [String: String]
    private let source: String

    /// The names of the contexts, in order.
    package var contextNames: [String] { contexts.keys.sorted() }

    /// Reads the file that is named, else those of `KUBECONFIG`, else `~/.kube/config`.
    ///
    /// Files of `KUBECONFIG` that do not exist are skipped, as long as there is one.
    package static func load(path: String? = nil, environment: [String: String]) throws(ConnectionError) -> KubeConfig {
        var files: [String]
        if let path {
            files = [path]
        } else if let list = try TextCheck.variable("KUBECONFIG", in: environment) {
            files = list.split(separator: ":").map(String.init)
            let existing = files.filter(LocalFile.exists)
            guard !existing.isEmpty else {
                throw ConnectionError("KUBECONFIG names no file that exists: \(Printable.path(list))")
            }
            files = existing
        } else if let home = environment["HOME"], LocalFile.exists("\(home)/.kube/config") {
            files = ["\(home)/.kube/config"]
        } else {
            throw ConnectionError("there is no kubeconfig: neither KUBECONFIG nor ~/.kube/config, and this is no Pod")
        }
        var configuration = KubeConfig(environment: environment, source: files.joined(separator: ":"))
        for file in files { try configuration.merge(LocalFile.read(file, "the kubeconfig"), of: file) }
        return configuration
    }

    /// Reads one file's content; `file` is its path, from whose folder the paths in it count.
    init(_ bytes: [UInt8], file: String, environment: [String: String]) throws(ConnectionError) {
        self.init(environment: environment, source: file)
        try merge(bytes, of: file)
    }

    private init(environment: [String: String], source: String) {
        self.environment = environment
        self.source = source
    }

    private mutating func merge(_ bytes: [UInt8], of file: String) throws(ConnectionError) {
        let documents: [YAMLNode]
        do { documents = try YAMLNode.parse(yamlOrJSON: bytes) } catch {
            throw ConnectionError("the kubeconfig \(file) cannot be read: \(error)")
        }
        guard let root = documents.first else { return }
        guard root.mapping != nil else {
            throw ConnectionError("the kubeconfig \(file) is \(root.kindName), not a mapping")
        }
        if currentContext == nil, let name = root["current-context"]?.string, !name.isEmpty { currentContext = name }
        try Self.merge(root["contexts"], "context", file, into: &contexts)
        try Self.merge(root["clusters"], "cluster", file, into: &clusters)
        try Self.merge(root["users"], "user", file, into: &users)
    }

    private static func merge(
        _ list: YAMLNode?,
        _ key: String,
        _ file: String,
        into entries: inout [String: Entry]
    ) throws(ConnectionError) {
        guard let list, !list.isNull else { return }
        guard let items = list.sequence else {
            throw ConnectionError("\(file):\(list.mark.line): \(key)s is not a list")
        }
        for item in items {
            guard let name = item["name"]?.string else {
                throw ConnectionError("\(file):\(item.mark.line): an entry of \(key)s has no name")
            }
            if let earlier = entries[name] {
                guard earlier.file != file else {
                    throw ConnectionError(
                        "\(file):\(item.mark.line): there are two \(key)s of the name \(Printable.text(name))"
                    )
                }
                continue
            }
            entries[name] = Entry(kind: key, name: name, node: item[key] ?? YAMLNode(.null, at: item.mark), file: file)
        }
    }

    /// The connection of a context, of the current one unless told.
    package func connection(context: String? = nil) throws(ConnectionError) -> ClusterConnection {
        guard let name = context ?? currentContext else {
            throw ConnectionError(
                contextNames.isEmpty
                    ? "\(source) has no contexts"
                    : "\(source) has no current-context; choose one of: \(Printable.list(contextNames))"
            )
        }
        guard let entry = contexts[name] else {
            throw ConnectionError(
                "\(source) has no context \(Printable.text(name)), only: \(Printable.list(contextNames))"
            )
        }
        let clusterName = try entry.text("cluster") ?? ""
        guard let cluster = clusters[clusterName] else {
            throw ConnectionError(
                "\(source) has no cluster \"\(Printable.text(clusterName))\", which context \(Printable.text(name)) names"
            )
        }
        var connection = try self.connection(to: cluster)
        connection.namespace = try entry.checkedText("namespace")
        guard let userName = try entry.text("user") else { return connection }
        guard let user = users[userName] else {
            throw ConnectionError(
                "\(source) has no user \"\(Printable.text(userName))\", which context \(Printable.text(name)) names"
            )
        }
        connection.user = try self.user(user, of: connection, cluster: cluster)
        return connection
    }
}
