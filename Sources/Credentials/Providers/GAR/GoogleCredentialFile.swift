import Configuration
import Credentials
import FoundationEssentials
import Text

/// The JSON that Google's tools write for a credential, told apart by its `type`.
indirect enum GoogleCredentialFile: Confidential, Decodable {
    /// `service_account`: an account's own key.
    struct ServiceAccount: Decodable, Confidential {
        let email: String
        let privateKey: String
        let keyID: String?
        let tokenURI: String?

        private enum CodingKeys: String, CodingKey {
            case email = "client_email"
            case privateKey = "private_key"
            case keyID = "private_key_id"
            case tokenURI = "token_uri"
        }
    }

    /// `authorized_user`: a person's refresh token, as gcloud writes it; with a token service, that of a workforce
    /// (`external_account_authorized_user`).
    struct AuthorizedUser: Decodable, Confidential {
        let clientID: String
        let clientSecret: String
        let refreshToken: String
        let tokenURL: String?

        private enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case clientSecret = "client_secret"
            case refreshToken = "refresh_token"
            case tokenURL = "token_url"
        }
    }

    /// `impersonated_service_account`: a service account that somebody else acts as.
    struct Impersonated: Decodable, Confidential {
        let source: GoogleCredentialFile
        let url: String
        let delegates: [String]?

        private enum CodingKeys: String, CodingKey {
            case source = "source_credentials"
            case url = "service_account_impersonation_url"
            case delegates
        }
    }

    case serviceAccount(ServiceAccount)
    case authorizedUser(AuthorizedUser)
    case workforceUser(AuthorizedUser)
    case externalAccount(GoogleExternalAccount)
    case impersonated(Impersonated)

    /// How many credentials may stand in one another.
    private static let maximumDepth = 4

    private struct Head: Decodable {
        let type: String?
        let universe: String?

        private enum CodingKeys: String, CodingKey {
            case type
            case universe = "universe_domain"
        }
    }

    private struct Flaw: Error {
        let reason: String
        let fix: String
    }

    private enum Universe { static let key = CodingUserInfoKey(rawValue: "universe") }

    /// Reads it.
    ///
    /// - Throws: `.misconfigured` with the place, for another type, a field that is missing, or another universe than the one that is
    ///   configured: a credential must not say itself who may see it.
    init(_ text: SecretText, _ place: Place, universe: GoogleUniverse = .standard) throws(CredentialError) {
        let decoder = JSONDecoder()
        if let key = Universe.key { decoder.userInfo[key] = universe.domain }
        let copy = "copy the whole JSON file that Google gave"
        do {
            self = try decoder.decode(GoogleCredentialFile.self, from: Data(text.reveal().utf8))
        } catch let flaw as Flaw {
            throw place.misconfigured(flaw.reason, fix: flaw.fix)
        } catch DecodingError.keyNotFound(let key, let context) {
            let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
            throw place.misconfigured("it has no \(Printable.text(path))", fix: copy)
        } catch {
            throw place.misconfigured("it is no JSON credential of Google", fix: copy)
        }
    }

    init(from decoder: any Decoder) throws {
        let head = try Head(from: decoder)
        let depth = decoder.codingPath.count
        let known = Universe.key.flatMap { decoder.userInfo[$0] as? String } ?? GoogleUniverse.standard.domain
        // What stands in another credential is of its universe unless it says so itself.
        let universe = head.universe ?? (depth == 0 ? GoogleUniverse.standard.domain : known)
        guard universe == known else {
            throw Flaw(
                reason:
                    "it is for the universe \(Printable.text(universe)), and the one that is configured is \(known)",
                fix: "use a credential of \(known), or write universeDomain below credentials.gar"
            )
        }
        guard depth < Self.maximumDepth else {
            throw Flaw(
                reason: "it holds too many credentials in one another",
                fix: "name the last service account alone"
            )
        }
        switch head.type {
        case "service_account": self = .serviceAccount(try ServiceAccount(from: decoder))
        case "authorized_user": self = .authorizedUser(try AuthorizedUser(from: decoder))
        case "external_account_authorized_user": self = .workforceUser(try AuthorizedUser(from: decoder))
        case "external_account": self = .externalAccount(try GoogleExternalAccount(from: decoder))
        case "impersonated_service_account": self = .impersonated(try Impersonated(from: decoder))
        case let other:
            throw Flaw(
                reason: other.map { "its type is \(Printable.text($0)), which is not supported" } ?? "it has no type",
                fix:
                    "use the JSON key of a service account, or the external_account JSON of workload identity federation"
            )
        }
    }
}
