import FoundationEssentials
import Text

/// What a credential helper of Docker prints: `{"ServerURL": …, "Username": …, "Secret": …}`, or with exit code 1 a sentence, both on standard
/// output.
///
/// <https://github.com/docker/docker-credential-helpers>
struct HelperAnswer: Sendable, Decodable {
    let username: String
    let secret: String

    private enum CodingKeys: String, CodingKey {
        case username = "Username"
        case secret = "Secret"
    }

    /// What helpers call the user of an identity token, with which only Docker itself can do something.
    static let identityTokenUser = "<token>"

    /// Reads standard output; a key that is missing is empty, as to Docker.
    init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: CodingKeys.self)
        username = try object.decodeIfPresent(String.self, forKey: .username) ?? ""
        secret = try object.decodeIfPresent(String.self, forKey: .secret) ?? ""
    }

    /// Reads standard output; nil where it is no JSON object with texts.
    static func parse(_ output: [UInt8]) -> HelperAnswer? {
        try? JSONDecoder().decode(HelperAnswer.self, from: Data(output))
    }

    /// Why a helper failed, as far as it may be shown.
    enum Failure: Equatable {
        /// It has no credential for the host.
        case notFound
        /// Something else, and its own words for it.
        case other(String?)

        /// Reads what it printed on standard output.
        ///
        /// - Parameters:
        ///   - output: The output.
        ///   - said: Knows what the helper must not be quoted with: all that it was given, or inherits.
        init(_ output: [UInt8], by said: ProgramWords) {
            let text = String(decoding: output, as: UTF8.self).trimmed
            if text.lowercased().contains("credentials not found") {
                self = .notFound
            } else {
                // An answer is no sentence, and holds a credential.
                self = .other(text.hasPrefix("{") ? nil : said.end(of: output))
            }
        }
    }
}
