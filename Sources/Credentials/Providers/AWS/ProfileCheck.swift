import Configuration
import Credentials
import Text

/// The settings of a profile that Pullpass uses, looked at before anybody is asked with them.
///
/// AWS' files have no quotes and no escapes: what stands behind the `=` is the value, and AWS answers that a key with quotes around it is
/// none. Profiles that are not used may hold anything.
enum ProfileCheck {
    private static let keys = [
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "role_arn", "source_profile",
        "credential_source", "external_id", "role_session_name", "web_identity_token_file", "region",
    ]
    /// Without a value these would be asked for, or name nothing.
    private static let neededKeys: Set = ["role_arn", "source_profile", "credential_source", "web_identity_token_file"]

    /// - Throws: `.misconfigured`, with the setting's name and without its value.
    static func check(_ profile: [String: String], _ place: Place) throws(CredentialError) {
        for key in keys {
            guard let value = profile[key] else { continue }
            let setting = Place(identity: "\(key) of \(place.identity)")
            if value.isEmpty, neededKeys.contains(key) {
                throw setting.misconfigured("it is empty", fix: "write a value, or remove the line")
            }
            if let flaw = TextFlaw(of: value, as: .secret) {
                throw setting.misconfigured(flaw.reason, fix: flaw.fixOfValue)
            }
            if let first = value.first, value.utf8.count > 1, first == value.last, first == "\"" || first == "'" {
                throw setting.misconfigured(
                    "it has quotes around it, which are part of the value to AWS' tools",
                    fix: "write it without"
                )
            }
        }
    }
}
