/// A version of the kubelet, as far as what it reads depends on it: `1.36`, of `v1.36.2`, `1.36.2+k3s1` or `1.34.1-gke.100`.
package struct KubeletVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The minor version of Kubernetes 1.
    package let minor: Int

    /// The versions whose sources were read: what is said of a newer one is what 1.37 was made of.
    package static let known = KubeletVersion(minor: 26)...KubeletVersion(minor: 37)

    /// A version that is known to exist.
    package init(minor: Int) { self.minor = minor }

    /// Reads a version as `kubelet --version`, a Node's `kubeletVersion` or a person writes it; nil for anything else.
    ///
    /// What stands behind the minor version does not matter here, and may be missing.
    package init?(_ text: String) {
        var rest = text[...]
        if rest.hasPrefix("Kubernetes ") { rest = rest.dropFirst("Kubernetes ".count) }
        if rest.hasPrefix("v") { rest = rest.dropFirst() }
        guard text.utf8.count <= 80, rest.hasPrefix("1.") else { return nil }
        rest = rest.dropFirst(2)
        let digits = rest.prefix { ("0"..."9").contains($0) }
        let end = rest.dropFirst(digits.count).first
        guard let minor = Int(digits), minor <= 999, end.map({ ".+-".contains($0) }) ?? true else { return nil }
        self.minor = minor
    }

    /// `1.36`.
    package var description: String { "1.\(minor)" }

    /// Whether the left version came out before the right one.
    package static func < (left: Self, right: Self) -> Bool { left.minor < right.minor }
}

extension KubeletVersion {
    /// Whether unknown and doubled keys keep it from starting (kubernetes#128062); before, they were ignored.
    var isStrict: Bool { minor >= 32 }
    /// Whether it has `tokenAttributes` (kubernetes#128372), if only with its feature gate.
    var hasTokenAttributes: Bool { minor >= 33 }
    /// Whether providers are asked in the order of the file (kubernetes#129669); before, in the order of their names.
    var keepsOrder: Bool { minor >= 33 }
    /// Whether `cacheType` is known, and then required (kubernetes#132617).
    var hasCacheType: Bool { minor >= 34 }
    /// Whether the configuration may be a directory (kubernetes#131658).
    var readsDirectories: Bool { minor >= 34 }
    /// Whether it has the metric `kubelet_credential_provider_config_info` (kubernetes#133016).
    package var tellsHash: Bool { minor >= 34 }
}
