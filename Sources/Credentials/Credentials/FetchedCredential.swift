internal import Configuration
package import Text

/// What a fetch brought: content for a Secret that the kubelet reads, with at least one credential in it.
package struct FetchedCredential: Sendable, Hashable, Confidential {
    /// The entries.
    package let auths: DockerAuths
    /// The `.dockerconfigjson` of the entries; equal entries give equal bytes.
    package let dockerConfigJSON: [UInt8]
    /// When the first credential among them ends, from 1970 to ``latestEnd``; nil when nobody says.
    package let expiresAt: Timestamp?
    /// The last second of the year 9999, which providers write for "never"; what they name beyond it is cut to it.
    package static let latestEnd = Timestamp(sinceEpoch: .seconds(253_402_300_799))
    private static let earliestEnd = Timestamp(sinceEpoch: .zero)
    /// When they were fetched.
    package let fetchedAt: Timestamp
    /// Who Pullpass was for the fetch, for people: names sources, never what they hold.
    package let identity: String

    /// Takes what was fetched, after a look at it with the kubelet's eyes.
    ///
    /// - Throws: `.misconfigured` when there is no credential among the entries, when the kubelet would read something else than was
    ///   meant, or when a Secret cannot hold it. So an empty or broken Secret is never written.
    package init(
        auths: DockerAuths,
        expiresAt: Timestamp? = nil,
        fetchedAt: Timestamp,
        identity: String
    ) throws(CredentialError) {
        dockerConfigJSON = try auths.checkedJSON(identity: identity)
        self.auths = auths
        // A provider may say any number, and calendars do not hold them all. What is no time is over.
        self.expiresAt = expiresAt.map { min(max($0, Self.earliestEnd), Self.latestEnd) }
        self.fetchedAt = fetchedAt
        self.identity = identity
    }

    /// Whose credential it is, without it.
    package var description: String { "credential of \(identity): \(auths)" }
}
