import Configuration
import Credentials
import Text

/// A token for what a credential file says.
struct GoogleFileToken {
    let context: GoogleContext
    /// The file, for errors about it.
    let place: Place

    /// Reads a file or value, and asks for the token.
    static func token(of source: ValueSource, part: String, _ context: GoogleContext, now: Timestamp)
        async throws(CredentialError) -> GoogleToken
    {
        let place = Place(identity: "\(part) from \(source)")
        let text = try await context.values.text(of: source, part: part)
        let file = try GoogleCredentialFile(text, place, universe: context.universe).checked(place)
        return try await GoogleFileToken(context: context, place: place).token(of: file, now: now)
    }

    private func token(of file: GoogleCredentialFile, now: Timestamp) async throws(CredentialError) -> GoogleToken {
        switch file {
        case .serviceAccount(let key):
            return try await GoogleServiceAccount(key: key, place: place, context: context).token(now: now)
        case .authorizedUser(let user):
            return try await GoogleUser(user: user, place: place, context: context).token(now: now)
        case .workforceUser(let user):
            return try await GoogleUser(user: user, place: place, context: context, isWorkforce: true).token(now: now)
        case .externalAccount(let account):
            return try await GoogleFederation(account: account, place: place, context: context).token(now: now)
        case .impersonated(let account):
            let own = try await token(of: account.source, now: now)
            return try await GoogleImpersonation(context: context)
                .token(at: account.url, place, delegates: account.delegates ?? [], for: own, now: now)
        }
    }
}
