/// Token services that are known to belong to registries on another host.
///
/// | registry | token service |
/// |---|---|
/// | `registry-1.docker.io` | `auth.docker.io` |
/// | `dhi.io` | its own, and that of Docker Hub, whose accounts it takes |
/// | `registry.gitlab.com` | `gitlab.com` |
/// | `registry.digitalocean.com` | `api.digitalocean.com` |
/// | `rg.<region>.scw.cloud` (Scaleway) | `api.scaleway.com` |
/// | `registry[-vpc\|-internal].<region>.aliyuncs.com`, `<name>.<region>[.personal].cr.aliyuncs.com` (Alibaba) | `dockerauth[-ee][-vpc].<region>.aliyuncs.com`, of any region |
/// | `private.<x>.icr.io` (IBM) | the same without `private.`, and the other way around |
enum KnownRealm {
    static let scaleway = "api.scaleway.com"

    private static let pairs: Set<[String]> = [
        ["registry-1.docker.io", "auth.docker.io"],
        ["dhi.io", "auth.docker.io"],
        ["registry.gitlab.com", "gitlab.com"],
        ["registry.digitalocean.com", "api.digitalocean.com"],
    ]

    /// Whether a registry's credential is for the token service, too; both are hosts without a port.
    static func serves(_ registry: String, _ realm: String) -> Bool {
        pairs.contains([registry, realm]) || isScaleway(registry, realm) || isAlibaba(registry, realm)
            || isIBM(registry, realm)
    }

    private static func labels(_ host: String) -> [String] {
        host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    private static func isScaleway(_ registry: String, _ realm: String) -> Bool {
        let labels = labels(registry)
        return realm == scaleway && labels.count == 4 && labels[0] == "rg" && !labels[1].isEmpty
            && labels[2...] == ["scw", "cloud"]
    }

    /// The token service is often one of Hangzhou, whatever the region of the registry.
    ///
    /// Others have hosts below aliyuncs.com, too: a bucket is `<name>.oss-<region>.aliyuncs.com`.
    private static func isAlibaba(_ registry: String, _ realm: String) -> Bool {
        let (registry, realm) = (labels(registry), labels(realm))
        guard registry.suffix(2) == ["aliyuncs", "com"], realm.suffix(2) == ["aliyuncs", "com"] else { return false }
        let isRegistry =
            switch registry.count {
            case 4: ["registry", "registry-vpc", "registry-internal"].contains(registry[0]) && isRegion(registry[1])
            case 5: registry[2] == "cr" && isRegion(registry[1])
            case 6: registry[2...3] == ["personal", "cr"] && isRegion(registry[1])
            default: false
            }
        let services = ["dockerauth", "dockerauth-ee", "dockerauth-vpc", "dockerauth-ee-vpc"]
        let isService =
            switch realm.count {
            case 4: services.contains(realm[0]) && isRegion(realm[1])
            case 3:
                services.contains { realm[0].hasPrefix($0 + "-") && isRegion(String(realm[0].dropFirst($0.count + 1))) }
            default: false
            }
        return isRegistry && isService
    }

    /// `cn-hangzhou`, `ap-southeast-1`: one of the parts of the world by which Alibaba names regions, and more.
    private static func isRegion(_ label: String) -> Bool {
        let parts = label.split(separator: "-", omittingEmptySubsequences: false)
        return (2...4).contains(parts.count) && ["cn", "ap", "eu", "us", "me", "na", "sa", "af"].contains(parts[0])
            && parts.allSatisfy { !$0.isEmpty }
    }

    private static func isIBM(_ registry: String, _ realm: String) -> Bool {
        guard registry.hasSuffix(".icr.io") || registry == "icr.io", realm.hasSuffix(".icr.io") || realm == "icr.io"
        else {
            return false
        }
        return registry == "private." + realm || realm == "private." + registry
    }
}
