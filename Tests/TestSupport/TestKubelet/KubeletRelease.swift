/// A minor release of the kubelet, 1.26 to 1.36, and what differs between them.
package struct KubeletRelease: Sendable, Hashable {
    /// 36 of 1.36.
    package let minor: Int

    /// The one that was recorded.
    package static let recorded = KubeletRelease(minor: 36)

    /// A release.
    package init(minor: Int) { self.minor = minor }

    /// Unknown and doubled fields are errors (kubernetes/kubernetes#128062); they were passed over before.
    var isStrict: Bool { minor >= 32 }
    /// `tokenAttributes` is a field of v1.
    var knowsTokenAttributes: Bool { minor >= 33 }
    /// The feature gate `KubeletServiceAccountTokenForCredentialProviders` is on without being asked.
    var allowsTokenAttributes: Bool { minor >= 34 }
    /// `cacheType` is a field of `tokenAttributes`, and required.
    var knowsCacheType: Bool { minor >= 34 }
    /// The configuration may be a directory (kubernetes/kubernetes#131658).
    var readsDirectories: Bool { minor >= 34 }
}
