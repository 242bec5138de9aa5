import Configuration
import Images
import KubeletConfiguration
import TestSupport

let vendorFiles = Fixtures(of: "Tools/KubeletConfigurationTests")

/// What vendors put on their nodes.
let vendorNames = [
    "aks.yaml", "eks-al2023.json", "eks-hybrid.json", "gke.yaml", "k3s.yaml", "oke.yaml", "one-line.json",
]

/// All versions of which something is known.
let knownVersions = (26...37).map { KubeletVersion(minor: $0) }

/// The text of a file with one provider, of which some lines are others.
///
/// `top` stands in front of `providers`, `lines` below its one element.
func file(top: String = v1, _ lines: String...) -> String {
    "\(top)\nproviders:\n- " + lines.joined(separator: "\n  ") + "\n"
}

let v1 = "apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig"

/// A provider that every version takes, in lines.
let good = [
    "name: rec1", "apiVersion: credentialprovider.kubelet.k8s.io/v1", "matchImages: [fake.lab]",
    "defaultCacheDuration: 10m",
]

/// The same with other lines in place of those with the same key, and further ones.
func changed(_ lines: String..., without key: String = "-", top: String = v1) -> String {
    func name(_ line: String) -> Substring { line.prefix { $0 != ":" } }
    let kept = good.filter { line in name(line) != key[...] && !lines.contains { name($0) == name(line) } }
    return "\(top)\nproviders:\n- " + (kept + lines).joined(separator: "\n  ") + "\n"
}

/// `tokenAttributes` with these lines.
func token(_ lines: String...) -> String { "tokenAttributes:\n    " + lines.joined(separator: "\n    ") }

let goodToken = token(
    "serviceAccountTokenAudience: kt-aud",
    "cacheType: ServiceAccount",
    "requireServiceAccount: true"
)

func check(_ text: String, _ minor: Int = 36, gates: String = "") -> ConfigReport {
    ConfigCheck(Kubelet(KubeletVersion(minor: minor), featureGates: gates))
        .check([ConfigFile(name: "config.yaml", bytes: Array(text.utf8))])
}

extension ConfigReport {
    var errors: [ConfigComplaint] { complaints.filter { $0.severity == .refused } }
    var warnings: [ConfigComplaint] { complaints.filter { $0.severity == .warning } }
}

/// A source that is asked as the Pod's ServiceAccount.
struct PodSource: ServiceAccountSource {
    static let kind = "pods"
    static let summary = "a source of tests"
    static let keys: [SettingKey] = []

    let serviceAccount: ServiceAccountUse?

    init(_ identity: PodIdentity?) { serviceAccount = identity.map { ServiceAccountUse(fromPod: $0) } }

    init?(_ fields: Fields, scope: PatternScope) { return nil }

    func with(_ serviceAccount: ServiceAccountUse) -> PodSource { self }
}

func registry(_ name: String, _ patterns: String..., identity: PodIdentity? = nil) throws -> Registry {
    Registry(
        name: name,
        matchImages: try patterns.map { try ImagePattern(parsing: $0) },
        credentials: AnyCredentialSource(PodSource(identity))
    )
}
