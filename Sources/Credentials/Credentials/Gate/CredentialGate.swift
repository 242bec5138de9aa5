internal import Configuration
internal import Images
internal import Text

/// The one look at what a fetch brought, of whatever kind, before anything is made of it.
///
/// What no registry can take is left out, so that one bad entry does not take away the good ones beside it; where nothing is left, there is
/// no credential.
///
/// | what | why no registry takes it |
/// |---|---|
/// | no user name, or no password | the kubelet would pull anonymously |
/// | white space, a line break or an invisible character at an end, a control character | see ``TextFlaw`` |
/// | a colon in the user name | HTTP's Basic scheme ends the name there |
/// | a placeholder as a whole | nobody has filled in the template |
/// | a JSON Web Token after its own `exp` | it has ended, whatever the provider says |
struct CredentialGate {
    /// The entries that are fit for use.
    let auths: DockerAuths
    /// What was left out, and why: a sentence for each, about an entry by its key.
    let faults: [String]
    /// When the first token among them ends by its own word; nil where none says.
    let end: Timestamp?

    /// More are counted, and not told one by one.
    private static let toldFaults = 8

    /// Looks at the entries at a time of the wall clock.
    ///
    /// - Throws: `.misconfigured` when no entry is fit for use.
    init(_ auths: DockerAuths, identity: String, now: Timestamp) throws(CredentialError) {
        var kept: [DockerAuths.Entry] = []
        var faults: [(reason: String, fix: String)] = []
        var end: Timestamp?
        for entry in auths.entries {
            let credential = entry.credential
            let told = TokenEnd.of(credential.password.reveal())
            guard let fault = Self.fault(of: credential, AuthsKey(key: entry.key).description, end: told, now: now)
            else {
                kept.append(entry)
                end = [end, told].compactMap(\.self).min()
                continue
            }
            faults.append(fault)
        }
        if let fault = faults.first, kept.isEmpty {
            throw Place(identity: identity).misconfigured(fault.reason, fix: fault.fix)
        }
        self.auths = faults.isEmpty ? auths : DockerAuths(entries: kept)
        self.end = end
        let more = faults.count - Self.toldFaults
        self.faults =
            faults.prefix(Self.toldFaults).map { "\($0.reason), and the entry is left out: \($0.fix)" }
            + (more > 0 ? ["\(more) more entries are left out for such reasons"] : [])
    }

    private static func fault(
        of credential: RegistryCredential,
        _ key: String,
        end: Timestamp?,
        now: Timestamp
    ) -> (reason: String, fix: String)? {
        let (username, password) = (credential.username, credential.password.reveal())
        if username.isEmpty, password.isEmpty {
            return ("the entry for \(key) has neither user name nor password", CredentialFlaw.noPassword.fix)
        }
        if let flaw = CredentialFlaw(of: DockerCredential(username: username, password: password)) {
            return (flaw.reason(ofEntry: key), flaw.fix)
        }
        guard let end, end <= now else { return nil }
        return (
            "the token of the entry \(key) ended at \(end.whole)",
            "put a new one there, or compare the clock of this machine with the time of day"
        )
    }
}
