import Configuration
import Credentials
import Text

extension GoogleCredentialFile {
    /// The same, where each part that is sent can be one.
    ///
    /// - Throws: `.misconfigured`, with the field's name and without its value, where one is empty, a placeholder, or has white space or an
    ///   invisible character at its ends.
    func checked(_ place: Place) throws(CredentialError) -> GoogleCredentialFile {
        for (name, text) in parts {
            guard let text else { continue }
            let field = Place(identity: "\(name) of the \(place.identity)")
            guard !text.trimmed.isEmpty else {
                throw field.misconfigured("it is empty", fix: "copy the whole JSON file that Google gave")
            }
            if let flaw = TextFlaw(of: text, as: name == "private_key" ? .lines : .secret) {
                throw field.misconfigured(flaw.reason, fix: flaw.fix)
            }
        }
        return self
    }

    /// The texts that are sent or signed with, by the names of their fields.
    private var parts: [(String, String?)] {
        switch self {
        case .serviceAccount(let key):
            [("client_email", key.email), ("private_key", key.privateKey), ("token_uri", key.tokenURI)]
        case .authorizedUser(let user), .workforceUser(let user):
            [
                ("client_id", user.clientID), ("client_secret", user.clientSecret),
                ("refresh_token", user.refreshToken),
                ("token_url", user.tokenURL),
            ]
        case .externalAccount(let account):
            [
                ("audience", account.audience), ("subject_token_type", account.subjectTokenType),
                ("token_url", account.tokenURL), ("service_account_impersonation_url", account.impersonationURL),
                ("client_id", account.clientID), ("client_secret", account.clientSecret),
            ]
        case .impersonated(let account):
            [("service_account_impersonation_url", account.url)] + account.source.parts
        }
    }
}
