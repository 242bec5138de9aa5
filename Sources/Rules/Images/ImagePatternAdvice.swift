/// Something about a pattern that the kubelet reads, but hardly as its author meant it.
package struct ImagePatternAdvice: Sendable, Hashable, CustomStringConvertible {
    /// How sure it is that the pattern is a mistake.
    package enum Severity: Sendable, Hashable {
        /// The pattern matches no image at all.
        case neverMatches
        /// The pattern matches, but more or less than it seems to.
        case surprising
    }

    /// The mistakes that are recognised.
    package enum Kind: Sendable, Hashable {
        /// There is no host.
        case emptyHost
        /// A URL scheme in front of the host.
        case scheme
        /// A tag behind the repository.
        case tag
        /// A digest behind the repository.
        case digest
        /// A `*` or another glob character in the path.
        case wildcardInPath
        /// A path that no repository has.
        case impossiblePath
        /// A path that ends within a component and so takes in its siblings.
        case openPath
        /// A name of Docker Hub other than `docker.io`.
        case dockerHub
        /// A host without a dot, which no image of the kubelet's has.
        case singlePartHost
        /// A `*` that stands alone, or a glob that stands for hosts without a dot only.
        case singlePartGlob
        /// A glob that takes in Docker Hub, and so hides the key that most Secrets have for it.
        case hidesDockerHub
        /// Two stars in a row.
        case doubleStar
        /// A host with characters, or empty parts, that no image's host has.
        case impossibleHost
        /// A host with a capital letter.
        case uppercaseHost
        /// A port that clients leave out.
        case defaultPort
        /// A colon without a port.
        case emptyPort
        /// An IPv6 address without a port.
        case addressWithoutPort
        /// A user name, a query or a fragment, which the kubelet drops.
        case ignoredText
    }

    /// The mistake.
    package let kind: Kind
    /// Whether the pattern can match anything.
    package let severity: Severity
    /// A sentence: what happens, and what to write instead.
    package let message: String

    /// The message.
    package var description: String { message }
}
