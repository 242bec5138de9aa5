/// Who reads a CredentialProviderConfig: a version, and what is switched on in it.
package struct Kubelet: Sendable, Hashable {
    /// The feature gate of ServiceAccount tokens for plugins (KEP 4412).
    package static let tokenGate = "KubeletServiceAccountTokenForCredentialProviders"

    /// Its version.
    package let version: KubeletVersion
    /// Whether it takes `tokenAttributes`, where it knows them: off unless asked for in 1.33, on since 1.34.
    package let takesTokens: Bool

    /// Describes a kubelet.
    ///
    /// - Parameters:
    ///   - version: its version.
    ///   - featureGates: its `--feature-gates`, `A=true,B=false`; only ``tokenGate`` matters.
    package init(_ version: KubeletVersion, featureGates: String = "") {
        self.version = version
        let asked = featureGates.split(separator: ",").last { $0.hasPrefix("\(Self.tokenGate)=") }
        takesTokens =
            version.hasTokenAttributes && (asked?.hasSuffix("=true") ?? (version >= KubeletVersion(minor: 34)))
    }

    /// Whether a text is one that `--feature-gates` takes.
    package static func areGates(_ text: String) -> Bool {
        text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy {
            ($0.hasSuffix("=true") || $0.hasSuffix("=false")) && !$0.hasPrefix("=")
        }
    }
}
