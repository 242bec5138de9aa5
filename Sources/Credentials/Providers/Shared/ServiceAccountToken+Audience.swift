internal import Configuration
import Credentials
internal import Text

extension ServiceAccountToken {
    /// Holds the token against the audience that the configuration names.
    ///
    /// - Throws: `.misconfigured` where the token says that it is for others; one that says nothing is left to whoever gets it.
    func expect(audience: String) throws(CredentialError) {
        guard let names = claims?.audiences, !names.contains(audience) else { return }
        throw Place(identity: holder).misconfigured(
            "the token is for audience \(Printable.list(names)), and not for \(Printable.text(audience))",
            fix:
                "mount one with audience \(Printable.text(audience)) (serviceAccount.tokens of the chart), or correct the configuration"
        )
    }
}
