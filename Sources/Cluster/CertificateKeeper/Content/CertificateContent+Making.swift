internal import TLS
internal import Text

/// The changes that a keeper makes; each gives the content that is to be written. Times are whole seconds, as certificates have them.
extension CertificateContent {
    /// A new CA and its leaf; `adopted` are CAs of an earlier life, whose leaves somebody may still serve.
    static func make(names: [String], adopting adopted: [Certificate], now: Timestamp) throws(TLSError)
        -> CertificateContent
    {
        let authority = try makeAuthority(now: now)
        return CertificateContent(
            authority: authority.certificate,
            authorityKey: authority.key,
            leaf: try issue(names: names, by: authority, now: now),
            retired: adopted.map { RetiredAuthority(certificate: $0, until: now + CertificateTerms.leafLife) }
        )
    }

    /// Another leaf of the same CA.
    func withNewLeaf(names: [String], now: Timestamp) throws(TLSError) -> CertificateContent {
        guard let authorityKey else { return self }
        var new = self
        let authority = CertificateAndKey(certificate: authority, key: authorityKey)
        new.leaf = try Self.issue(names: names, by: authority, now: now)
        return new
    }

    /// The same with a CA that is to come; `request` is what asked for it.
    func withNextAuthority(request: String?, now: Timestamp) throws(TLSError) -> CertificateContent {
        var new = self
        new.next = try Self.makeAuthority(now: now)
        new.metRequest = request ?? metRequest
        return new
    }

    /// The next CA with a leaf of its own; the present one stays believed until the last leaf of it has expired.
    func withAuthoritySwitched(names: [String], now: Timestamp) throws(TLSError) -> CertificateContent {
        guard let next else { return self }
        var new = self
        new.retire(authority, until: leaf.certificate.notAfter)
        new.authority = next.certificate
        new.authorityKey = next.key
        new.leaf = try Self.issue(names: names, by: next, now: now)
        new.next = nil
        return new
    }

    /// The same, still believing a CA whose leaf is served until `until`.
    func retaining(_ authority: Certificate, until: Timestamp) -> CertificateContent {
        var new = self
        new.retire(authority, until: until)
        return new
    }

    /// Without the CAs whose leaves have expired.
    func withoutRetired(now: Timestamp) -> CertificateContent {
        var new = self
        new.retired.removeAll { $0.until <= now }
        return new
    }

    private mutating func retire(_ authority: Certificate, until: Timestamp) {
        let before = retired.filter { $0.certificate.fingerprint == authority.fingerprint }.map(\.until)
        retired.removeAll { $0.certificate.fingerprint == authority.fingerprint }
        let last = before.reduce(until) { max($0, $1) }
        retired.insert(RetiredAuthority(certificate: authority, until: last), at: 0)
        // Those of the longest ago go: what they signed was served so many rotations before.
        retired.removeLast(max(0, retired.count - CertificateTerms.retiredLimit))
    }

    private static func makeAuthority(now: Timestamp) throws(TLSError) -> CertificateAndKey {
        try CertificateAuthority.make(
            commonName: CertificateTerms.authorityName + now.micro,
            notBefore: now - CertificateTerms.allowance,
            lifetime: CertificateTerms.authorityLife
        )
    }

    private static func issue(
        names: [String],
        by authority: CertificateAndKey,
        now: Timestamp
    ) throws(TLSError) -> CertificateAndKey {
        try CertificateAuthority.issueServer(
            names: names,
            by: authority,
            notBefore: now - CertificateTerms.allowance,
            lifetime: CertificateTerms.leafLife
        )
    }
}
