import Configuration
import Credentials
import FoundationEssentials
import Text

/// The JSON that Google's tools write for a credential, told apart by its `type`.
enum GoogleCredentialFile: Confidential {
    /// `service_account`: an account's own key.
    struct ServiceAccount: Decodable {
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

    /// `authorized_user`: a person's refresh token, as gcloud writes it.
    struct AuthorizedUser: Decodable {
        let clientID: String
        let clientSecret: String
        let refreshToken: String

        private enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case clientSecret = "client_secret"
            case refreshToken = "refresh_token"
        }
    }

    case serviceAccount(ServiceAccount)
    case authorizedUser(AuthorizedUser)
    case externalAccount(GoogleExternalAccount)

    private struct Head: Decodable {
        let type: String?
        let universe: String?

        private enum CodingKeys: String, CodingKey {
            case type
            case universe = "universe_domain"
        }
    }

    init(_ text: SecretText, _ place: Place) throws(CredentialError) {
        let head = try Self.decode(Head.self, text, place)
        if let universe = head.universe, universe != "googleapis.com" {
            throw place.misconfigured(
                "it is for the universe \(Printable.text(universe)), and only googleapis.com is known",
                fix: "use a credential of googleapis.com"
            )
        }
        switch head.type {
        case "service_account": self = .serviceAccount(try Self.decode(ServiceAccount.self, text, place))
        case "authorized_user": self = .authorizedUser(try Self.decode(AuthorizedUser.self, text, place))
        case "external_account": self = .externalAccount(try Self.decode(GoogleExternalAccount.self, text, place))
        case let other:
            throw place.misconfigured(
                other.map { "its type is \(Printable.text($0))" } ?? "it has no type",
                fix:
                    "use the JSON key of a service account, or the external_account JSON of workload identity federation"
            )
        }
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type,
        _ text: SecretText,
        _ place: Place
    ) throws(CredentialError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.reveal().utf8))
        } catch DecodingError.keyNotFound(let key, let context) {
            let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
            throw place.misconfigured("it has no \(path)", fix: "copy the whole JSON file that Google gave")
        } catch {
            throw place.misconfigured(
                "it is no JSON credential of Google",
                fix: "copy the whole JSON file that Google gave"
            )
        }
    }
}

/// `external_account`: workload identity federation.
struct GoogleExternalAccount: Decodable, Confidential {
    /// Where the token of the other identity provider is.
    struct Source: Decodable, Confidential {
        /// Whether it is the text itself or in a field of JSON.
        struct Format: Decodable {
            let type: String?
            let field: String?

            private enum CodingKeys: String, CodingKey {
                case type
                case field = "subject_token_field_name"
            }
        }

        /// There is such a thing, whatever it is.
        struct Present: Decodable {
            init(from decoder: any Decoder) throws {}
        }

        let file: String?
        let url: String?
        let headers: [String: String]?
        let format: Format?
        let environment: String?
        let executable: Present?
        let certificate: Present?

        private enum CodingKeys: String, CodingKey {
            case file, url, headers, format, executable, certificate
            case environment = "environment_id"
        }
    }

    /// How long a token of the service account shall live.
    struct Impersonation: Decodable {
        private let seconds: Int?
        var life: Duration? { seconds.map { .seconds($0) } }

        private enum CodingKeys: String, CodingKey {
            case seconds = "token_lifetime_seconds"
        }
    }

    let audience: String
    let subjectTokenType: String
    let tokenURL: String
    let source: Source
    let impersonationURL: String?
    let impersonation: Impersonation?
    let userProject: String?
    let clientID: String?
    let clientSecret: String?

    private enum CodingKeys: String, CodingKey {
        case audience
        case subjectTokenType = "subject_token_type"
        case tokenURL = "token_url"
        case source = "credential_source"
        case impersonationURL = "service_account_impersonation_url"
        case impersonation = "service_account_impersonation"
        case userProject = "workforce_pool_user_project"
        case clientID = "client_id"
        case clientSecret = "client_secret"
    }
}
