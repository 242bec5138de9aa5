/// How much a text may ask of the reader before it is refused.
package struct YAMLLimits: Sendable, Hashable {
    /// The largest text in bytes.
    package var maximumBytes: Int
    /// The most nodes of all documents together, each alias counted as often as it is used.
    package var maximumNodes: Int
    /// The most scalar bytes that aliases may add, all documents together.
    package var maximumAliasBytes: Int
    /// How many sequences and mappings may stand inside each other.
    package var maximumDepth: Int

    /// Makes limits; the defaults hold any manifest that an API server would take.
    ///
    /// - Parameters:
    ///   - maximumBytes: 64 MiB, for `helm template` and `istioctl` output of whole clusters.
    ///   - maximumNodes: 2,000,000.
    ///   - maximumAliasBytes: 16 MiB.
    ///   - maximumDepth: 500; the deepest custom resource definitions have about 60 levels.
    package init(
        maximumBytes: Int = 64 << 20,
        maximumNodes: Int = 2_000_000,
        maximumAliasBytes: Int = 16 << 20,
        maximumDepth: Int = 500
    ) {
        self.maximumBytes = maximumBytes
        self.maximumNodes = maximumNodes
        self.maximumAliasBytes = maximumAliasBytes
        self.maximumDepth = maximumDepth
    }
}
