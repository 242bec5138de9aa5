package import Text

/// A part of a credential that has a token of its own, such as a region's or a registry's, and could not be had now while others could.
///
/// What stood under its keys before is good until its end, and another attempt may bring it.
package struct MissingPart: Sendable, Hashable {
    /// The keys of `auths` that it has.
    package let keys: [String]
    /// Why there is none.
    package let error: CredentialError

    /// Describes it.
    package init(keys: [String], error: CredentialError) {
        self.keys = keys
        self.error = error
    }
}

extension [MissingPart] {
    /// More are counted, and not told one by one.
    private static let told = 8

    /// Why they are missing, each reason once: sentences for people.
    package var reasons: [String] {
        var all: [String] = []
        for part in self where !all.contains(part.error.description) { all.append(part.error.description) }
        let more = all.count - Self.told
        return all.prefix(Self.told) + (more > 0 ? ["\(more) more parts are missing for such reasons"] : [])
    }

    /// Their keys.
    package var keys: Set<String> { Set(flatMap(\.keys)) }

    /// For how long the providers want to be left alone.
    package var pause: Duration { compactMap(\.error.retryAfter).max() ?? .zero }
}

extension FetchedCredential {
    /// The same with what is missing out of a credential before it, as far as that has it.
    ///
    /// - Parameters:
    ///   - known: The one before.
    ///   - end: When it ends; nil when nobody says.
    /// - Returns: Both; still with what is missing, so that it is asked for again.
    /// - Throws: As ``init(auths:expiresAt:fetchedAt:identity:faults:remarks:missing:)``.
    package func completed(from known: DockerAuths, until end: Timestamp?) throws(CredentialError) -> FetchedCredential
    {
        let keys = missing.keys
        let kept = known.entries.filter { keys.contains($0.key) }
        guard !kept.isEmpty else { return self }
        return try FetchedCredential(
            auths: DockerAuths(entries: auths.entries + kept),
            expiresAt: [expiresAt, end].compactMap(\.self).min(),
            fetchedAt: fetchedAt,
            identity: identity,
            faults: faults,
            remarks: remarks,
            missing: missing
        )
    }
}
