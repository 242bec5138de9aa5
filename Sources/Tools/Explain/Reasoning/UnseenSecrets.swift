internal import Admission
internal import Images

/// Secrets of Pods that the input does not show, and what to know about them where Docker Hub is concerned.
struct UnseenSecrets {
    /// For each registry in whose way such Secrets may stand, or which stands in theirs: their names.
    private var hiding: [Registry: [String]] = [:]
    private var hidden: [Registry: [String]] = [:]

    private struct Registry: Hashable {
        let secret: String
        let key: String
    }

    /// Remembers a Pod's Secrets that are not shown.
    mutating func add(_ secrets: [String], images: [ImageReference], rules: [InjectionRule]) {
        guard !secrets.isEmpty else { return }
        let images = images.filter { $0.repository.hasPrefix("docker.io/") }
        for rule in rules {
            for pattern in rule.patterns where images.contains(where: pattern.matches) {
                let registry = Registry(secret: rule.secretName, key: pattern.secretKey)
                if pattern.hidesLegacyDockerHub {
                    hiding[registry, default: []] += secrets
                } else if pattern.isDockerHub {
                    hidden[registry, default: []] += secrets
                }
            }
        }
    }

    /// The clauses, each said once.
    var notes: [String] {
        Self.sorted(hiding).map { registry, secrets in
            "a Secret that kubectl made for Docker Hub (key \(ImagePattern.legacyDockerHubKey)) is not tried for images of \(registry.key) in a "
                + "Pod that gets \(registry.secret), whose key goes first; if \(secrets) is one, which the input does not show, make it with "
                + "--docker-server=docker.io, or let the Pod opt out"
        }
            + Self.sorted(hidden).map { registry, secrets in
                "if \(secrets), which the input does not show, has the key docker.io, the kubelet tries it alone and not "
                    + "\(registry.secret); with kubectl's own key for Docker Hub it tries both, the Pod's first"
            }
    }

    private static func sorted(_ registries: [Registry: [String]]) -> [(Registry, String)] {
        registries.sorted { ($0.key.secret, $0.key.key) < ($1.key.secret, $1.key.key) }.map { registry, secrets in
            let names = Set(secrets).sorted()
            let shown = names.prefix(3).joined(separator: " or ")
            return (registry, names.count > 3 ? "\(shown) or another" : shown)
        }
    }
}
