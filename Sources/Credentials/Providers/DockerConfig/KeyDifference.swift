import Credentials
import Images
import Text

/// What makes a key of `auths` another one than a pattern of `matchImages`, where both seem to mean the same registry.
enum KeyDifference {
    private static let names = [
        "index.docker.io", "registry-1.docker.io", "hub.docker.com", "registry.hub.docker.com", "docker.com",
    ]
    /// Comparing takes time, and a person reads one hint.
    private static let most = 64

    /// The first difference that is found, as a clause; nil where the keys are simply for other registries.
    static func hint(_ keys: [String], _ patterns: [AuthsKey]) -> String? {
        for pattern in patterns.prefix(most) {
            for key in keys.prefix(most) where key.utf8.count <= 1024 {
                if let hint = hint(key, pattern) { return hint }
            }
        }
        return nil
    }

    private static func hint(_ key: String, _ pattern: AuthsKey) -> String? {
        let read = AuthsKey(key: key)
        let shown = DockerConfigKey.shown(key)
        let host = read.host.lowercased()
        if pattern.host == "docker.io", pattern.port.isEmpty, names.contains(host) {
            if host == "index.docker.io", ["/v1", "/v2"].contains(read.path) {
                return "the key must end in a slash: https://index.docker.io/v1/ (or docker.io)"
            }
            return "Docker Hub's key is https://index.docker.io/v1/ (or docker.io), and not \(shown)"
        }
        let visible = String(
            String.UnicodeScalarView(read.host.unicodeScalars.filter { $0.isVisible && !$0.properties.isWhitespace })
        )
        if visible != read.host, visible == pattern.host {
            return "the key \(shown) has white space or an invisible character in it: write \(pattern)"
        }
        if let scheme = schemelessHost(key), scheme.lowercased() == pattern.host.lowercased() {
            return
                "the kubelet cuts https:// and http:// from a key, and nothing else: write \(pattern) instead of \(shown)"
        }
        if host == pattern.host.lowercased(), read.host != pattern.host {
            return "hosts are compared letter by letter: write \(pattern.host) instead of \(Printable.text(read.host))"
        }
        if read.host == pattern.host, read.port != pattern.port {
            let instead = Printable.text(pattern.host + pattern.port)
            return "the port must be the same in both: write \(instead) instead of \(shown)"
        }
        if read.host.contains("*"), read.host != "*", isWithin(pattern.host, read.host) {
            return "a * stands for one part of a host: \(shown) does not reach \(pattern)"
        }
        return nil
    }

    /// The host behind a scheme that the kubelet does not cut, as in `oci://ghcr.io` or `HTTPS://ghcr.io`.
    private static func schemelessHost(_ key: String) -> String? {
        guard !key.hasPrefix("https://"), !key.hasPrefix("http://") else { return nil }
        let parts = key.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasSuffix(":"), parts[1].isEmpty else { return nil }
        return AuthsKey(pattern: String(parts[2])).host
    }

    /// Whether a host would be among those of `*.example.com` if a star could take several parts.
    private static func isWithin(_ host: String, _ glob: String) -> Bool {
        guard glob.hasPrefix("*.") else { return false }
        return host.hasSuffix(glob.dropFirst())
    }
}
