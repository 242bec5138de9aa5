import Configuration

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

        /// A program that prints it.
        struct Executable: Decodable {
            let command: String
            let milliseconds: Int?
            let outputFile: String?

            private enum CodingKeys: String, CodingKey {
                case command
                case milliseconds = "timeout_millis"
                case outputFile = "output_file"
            }
        }

        /// There is such a thing, whatever it is.
        struct Present: Decodable {
            init(from decoder: any Decoder) throws {}
        }

        let file: String?
        /// Where it is asked for; with AWS, where the keys are.
        let url: String?
        let headers: [String: String]?
        let format: Format?
        /// `aws1`.
        let environment: String?
        let regionURL: String?
        let verificationURL: String?
        let sessionURL: String?
        let executable: Executable?
        let certificate: Present?

        private enum CodingKeys: String, CodingKey {
            case file, url, headers, format, executable, certificate
            case environment = "environment_id"
            case regionURL = "region_url"
            case verificationURL = "regional_cred_verification_url"
            case sessionURL = "imdsv2_session_token_url"
        }
    }

    /// How long a token of the service account shall live.
    struct Impersonation: Decodable {
        let seconds: Int?

        private enum CodingKeys: String, CodingKey {
            case seconds = "token_lifetime_seconds"
        }
    }

    let audience: String
    let subjectTokenType: String
    let tokenURL: String?
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

    /// Whether it is for people of a workforce pool, and not for workloads.
    var isWorkforce: Bool {
        let parts = audience.split(separator: "/")
        return parts.count > 3 && parts[1] == "locations" && parts[3] == "workforcePools"
    }
}
