package import SecretKeeper

/// Whom a healer asks for Secrets and credentials: their keeper.
///
/// All of it on the loop.
package protocol CredentialDesk: Sendable {
    /// How the Secret of a registry stands in a namespace.
    func standing(of registry: String, in namespace: String) -> CopyStanding
    /// A Pod of the namespace waits for the Secret.
    func isNeeded(_ registry: String, in namespace: String)
    /// The selected namespace whose name comes next in their order; nil after the last one.
    func selectedNamespace(after name: String) -> String?
    /// What the credential that copies have is called; nil where there is none.
    func revision(of registry: String) -> String?
    /// Tries the credential out that the copies of a registry have, and has it fetched anew where it is refused.
    func tryCredential(of registry: String, with probe: CredentialProbe?) async -> CredentialTrial
}

extension SecretKeeper: CredentialDesk {}
