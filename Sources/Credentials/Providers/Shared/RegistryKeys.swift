import Credentials
import Images

/// Keys of `auths` for kinds whose token is good for one registry each.
enum RegistryKeys {
    /// The keys under which the credential of one registry is found: its patterns verbatim, and those with a wildcard narrowed to it.
    ///
    /// A registry that no pattern covers gets a key of its own: somebody named it.
    static func keys(of host: String, patterns: [ImagePattern]) -> [String] {
        var keys: [String] = []
        for pattern in patterns {
            var key = AuthsKey(pattern: pattern.text)
            if key.host == host {
                keys.append(AuthsKey.key(forPattern: pattern.text))
            } else if HostGlob.covers(key.host, host) {
                key.host = host
                keys.append(key.text)
            }
        }
        return keys.isEmpty ? [host] : keys
    }
}
