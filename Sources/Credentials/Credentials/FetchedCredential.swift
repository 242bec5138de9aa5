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
    /// What was left out since nobody could use it: sentences for people.
    ///
    /// Where there are some, images are without a credential.
    package let faults: [String]
    /// What a provider did not give now while it gave the rest: ``faults`` says it, too.
    package let missing: [MissingPart]
    /// What works, and is hardly what was meant: sentences for people.
    package let remarks: [String]

    /// Takes what was fetched, after a look at it with the registries' eyes (``CredentialGate``) and with the kubelet's.
    ///
    /// - Parameters:
    ///   - auths: The entries; those that no registry can take are left out.
    ///   - expiresAt: When they end as far as the provider says; a token among them may tell an earlier end.
    ///   - fetchedAt: When they were fetched.
    ///   - identity: Whose they are, for people.
    ///   - faults: What the fetcher has left out.
    ///   - remarks: What it found odd.
    ///   - missing: What it was not given; ``faults`` has its words already.
    /// - Throws: `.misconfigured` when there is no credential among the entries that a registry could take, when the kubelet would read
    ///   something else than was meant, or when a Secret cannot hold it. So an empty or broken Secret is never written.
    package init(
        auths: DockerAuths,
        expiresAt: Timestamp? = nil,
        fetchedAt: Timestamp,
        identity: String,
        faults: [String] = [],
        remarks: [String] = [],
        missing: [MissingPart] = []
    ) throws(CredentialError) {
        let gate = try CredentialGate(auths, identity: identity, now: fetchedAt)
        dockerConfigJSON = try gate.auths.checkedJSON(identity: identity)
        self.auths = gate.auths
        // A provider may say any number, and calendars do not hold them all. What is no time is over.
        let end = [expiresAt, gate.end].compactMap(\.self).min()
        self.expiresAt = end.map { min(max($0, Self.earliestEnd), Self.latestEnd) }
        self.fetchedAt = fetchedAt
        self.identity = identity
        self.faults = faults + gate.faults
        self.remarks = remarks
        self.missing = missing
    }

    /// Whose credential it is, without it.
    package var description: String { "credential of \(identity): \(auths)" }
}
