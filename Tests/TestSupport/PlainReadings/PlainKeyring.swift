/// The kubelet's `BasicDockerKeyring`, function by function.
package struct PlainKeyring: Sendable {
    /// What is found by a key, each as it was added.
    private var credentials: [[UInt8]: [String]] = [:]

    /// An empty keyring.
    package init() {}

    /// `Add`, of one entry.
    package mutating func add(_ credential: String, for registry: String) {
        var text = Array(registry.utf8)[...]
        for scheme in ["https://", "http://"] where text.starts(with: scheme.utf8) {
            text = text.dropFirst(scheme.utf8.count)
            break
        }
        guard let url = try? PlainURL(Array(text)) else { return }
        var path = url.path[...]
        if path.starts(with: "/v2/".utf8) || path.starts(with: "/v1/".utf8) { path = path.dropFirst(3) }
        credentials[url.authority + (path.elementsEqual("/".utf8) ? [] : path), default: []].append(credential)
    }

    /// `Lookup`.
    package func lookup(_ image: String) -> [String] {
        let keys = credentials.keys.sorted { $1.lexicographicallyPrecedes($0) }
        let found = keys.filter { PlainPattern($0)?.matches(image) ?? false }.flatMap { credentials[$0] ?? [] }
        guard found.isEmpty, Self.isDefaultRegistry(image) else { return found }
        return credentials[Array("index.docker.io".utf8)] ?? []
    }

    private static func isDefaultRegistry(_ image: String) -> Bool {
        let parts = image.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty else { return false }
        if parts.count == 1 || first == "docker.io" || first == "index.docker.io" { return true }
        return !first.utf8.contains(UInt8(ascii: ".")) && !first.utf8.contains(UInt8(ascii: ":"))
    }
}
