internal import FoundationEssentials
internal import Text
internal import YAML

extension KubeConfig {
    /// Reads a cluster: server, authorities, TLS name and proxy.
    func connection(to cluster: Entry) throws(ConnectionError) -> ClusterConnection {
        guard var server = try cluster.checkedText("server") else { throw cluster.error("has no server") }
        let rest = server.firstRange(of: "://").map { server[$0.upperBound...] } ?? server[...]
        guard rest.contains(where: { $0 != "/" }) else {
            throw cluster.error("has a server without a host: write https://HOST:PORT")
        }
        while server.hasSuffix("/") { server.removeLast() }
        let authorities = try cluster.content("certificate-authority")
        let isInsecure = try cluster.flag("insecure-skip-tls-verify")
        if isInsecure, authorities != nil {
            throw cluster.error("has both a certificate-authority and insecure-skip-tls-verify: remove one")
        }
        if !server.contains("://") { server = (isInsecure || authorities != nil ? "https://" : "http://") + server }
        return ClusterConnection(
            server: server,
            trust: isInsecure ? .insecure : authorities.map { .authorities($0) } ?? .system,
            authoritiesFile: try cluster.file("certificate-authority"),
            serverName: try cluster.checkedText("tls-server-name"),
            proxy: try cluster.checkedText("proxy-url")
        )
    }
}

extension KubeConfig.Entry {
    /// A text that is there and not empty; something else than a text is an error, as in kubectl (a password of digits wants quotes).
    func text(_ key: String) throws(ConnectionError) -> String? {
        guard let value = node[key], !value.isNull else { return nil }
        guard let text = value.string else { throw error("has a \(key) that is \(value.kindName): put it in quotes") }
        return text.isEmpty ? nil : text
    }

    /// The same, without what a line break, a byte order mark or a template that nobody filled in leaves in it.
    func checkedText(_ key: String) throws(ConnectionError) -> String? {
        guard let text = try text(key) else { return nil }
        if let complaint = TextCheck.complaint(text, of: key) { throw error("has a \(key) that \(complaint)") }
        return text
    }

    /// A boolean, false where it is not there.
    func flag(_ key: String) throws(ConnectionError) -> Bool {
        guard let value = node[key], !value.isNull else { return false }
        guard let flag = value.bool else { throw error("has a \(key) that is \(value.kindName): write true or false") }
        return flag
    }

    func error(_ complaint: String) -> ConnectionError {
        ConnectionError("\(file):\(node.mark.line): \(kind) \(Printable.text(name)) \(complaint)")
    }

    /// What `key-data` holds in base64, else what the file that `key` names holds; nil where neither is there.
    func content(_ key: String) throws(ConnectionError) -> [UInt8]? {
        if let encoded = try text("\(key)-data") {
            // More lenient than `Base64` on purpose: people paste what some tool has broken into lines and indented.
            guard let data = Data(base64Encoded: encoded, options: .ignoreUnknownCharacters), !data.isEmpty else {
                throw error("has a \(key)-data that is not base64")
            }
            return SavedText.withoutMark(Array(data))
        }
        return try file(key).map { path throws(ConnectionError) in
            try LocalFile.read(path, "the \(key) of \(kind) \(self.name)")
        }
    }

    /// The path of the file that `key` names; nil where it names none, or its data stand in the kubeconfig itself.
    func file(_ key: String) throws(ConnectionError) -> String? {
        guard try text("\(key)-data") == nil, let name = try checkedText(key) else { return nil }
        return path(name)
    }
}
