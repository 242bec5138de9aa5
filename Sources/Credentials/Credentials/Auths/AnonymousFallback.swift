internal import Text

/// Keys that the kubelet tries after all credentials of a host, so that an empty entry there is an anonymous attempt.
///
/// The kubelet tries keys in the reverse order of their bytes and never pulls anonymously once any has matched. `docker.i*` matches
/// what `docker.io` matches, and a `*` is less than every letter and digit: so it comes last.
enum AnonymousFallback {
    /// The keys for entries with a credential; one that another covers is left out, since it would only fail twice.
    static func keys(for entries: [DockerAuths.Entry]) -> [String] {
        let all = entries.filter { $0.credential != nil }.map { AuthsKey(key: $0.key) }
            // Docker Hub has its other key, and this one only counts when nothing else matches.
            .filter { !$0.isLegacyDockerHub }
            .compactMap(key)
        let unique = Set(all)
        return unique.filter { key in !unique.contains { $0 != key && covers($0, key) } }.map(\.text)
    }

    /// The key after this one: its last letter or digit of the host becomes a star.
    ///
    /// There is none for an address in brackets, for a host without letters and digits (no key that matches the same sorts behind
    /// `*.*`), and for one with escapes, which no image has.
    static func key(after key: AuthsKey) -> AuthsKey? {
        var host = Array(key.host.utf8)
        guard host.first != UInt8(ascii: "["), host.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "%") }),
            let index = host.lastIndex(where: ASCII.isAlphanumeric)
        else { return nil }
        host[index] = UInt8(ascii: "*")
        var result = key
        result.host = String(decoding: host, as: UTF8.self)
        return result
    }

    private static func covers(_ outer: AuthsKey, _ inner: AuthsKey) -> Bool {
        outer.port == inner.port && inner.path.hasPrefix(outer.path) && HostGlob.covers(outer.host, inner.host)
    }
}
