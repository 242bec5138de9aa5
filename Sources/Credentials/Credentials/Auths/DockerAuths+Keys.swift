extension DockerAuths {
    /// The same content with exact keys beside it, for readers that take no others: each has the credential that the kubelet would try first
    /// for it.
    ///
    /// A key for which there is none is left out.
    func adding(keys: [String]) -> DockerAuths {
        let added = keys.compactMap { text -> Entry? in
            let key = AuthsKey(pattern: text)
            // The kubelet goes by the keys backwards.
            let entry = entries.last { AuthsKey(key: $0.key).covers(key) }
            return entry.map { Entry(key: AuthsKey.key(forPattern: text), credential: $0.credential) }
        }
        return DockerAuths(entries: entries + added)
    }

    /// The exact keys among these that it does not have, as they would stand in it.
    func lacking(_ keys: [String]) -> [String] {
        let known = Set(entries.map(\.key))
        return keys.map { AuthsKey.key(forPattern: $0) }.filter { !known.contains($0) }
    }
}

extension AuthsKey {
    /// Whether it matches every image that another key matches, which has no wildcard.
    fileprivate func covers(_ other: AuthsKey) -> Bool {
        port == other.port && other.path.hasPrefix(path) && HostGlob.covers(host, other.host)
    }
}
