internal import FoundationEssentials
internal import Text

/// What a provider says about a failure, in whichever form it says it.
///
/// | form | who |
/// |---|---|
/// | `{"error": "invalid_grant", "error_description": "…"}` (RFC 6749 section 5.2), with `error_codes` | Google's and Microsoft's token services |
/// | `{"error": {"status": "PERMISSION_DENIED", "message": "…"}}` | Google's APIs |
/// | `{"errors": [{"code": "UNAUTHORIZED", "message": "…"}]}` | registries, JFrog |
/// | `{"errorCode": "BXNIM0415E", "errorMessage": "…"}` | IBM |
/// | `{"code": "NotAuthenticated", "message": "…"}` | Oracle |
/// | `{"error": "a sentence"}`, `{"message": "…"}`, `{"detail": "…"}` | Quay, GitHub, GitLab, Cloudsmith, Docker Hub |
/// | a line of plain text, or the title of a page | proxies |
package struct ProviderProblem: Sendable, Decodable {
    /// The provider's code.
    package private(set) var code: String?
    /// Its own words, as they came; of ``hiding(_:)``, one line that may be shown.
    package private(set) var message: String?

    private enum Key: String, CodingKey {
        case error, errors, code, status, message, errorCode, errorMessage, detail, title
        case description = "error_description"
        case numbers = "error_codes"
        case words = "error_message"
    }

    /// Reads what can be read of a body; nothing where it is in none of the forms.
    package init(body: [UInt8]) {
        if let read = try? JSONDecoder().decode(ProviderProblem.self, from: Data(body)) {
            self = read
        } else {
            message = Self.words(ofPage: body)
        }
    }

    private init() {}

    /// Reads any of the forms.
    package init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: Key.self)
        if let error = try? object.nestedContainer(keyedBy: Key.self, forKey: .error) {
            code = (try? error.decode(String.self, forKey: .status)) ?? (try? error.decode(String.self, forKey: .code))
            message = try? error.decode(String.self, forKey: .message)
            return
        }
        if var list = try? object.nestedUnkeyedContainer(forKey: .errors) {
            if let error = try? list.nestedContainer(keyedBy: Key.self) {
                code = try? error.decode(String.self, forKey: .code)
                message = try? error.decode(String.self, forKey: .message)
            } else {
                message = try? list.decode(String.self)
            }
            if code != nil || message != nil { return }
        }
        for key in [Key.error, .errorCode, .code] where code == nil {
            code = try? object.decode(String.self, forKey: key)
        }
        for key in [Key.description, .errorMessage, .words, .message] where message == nil {
            message = try? object.decode(String.self, forKey: key)
        }
        for key in [Key.detail, .title] where message == nil {
            message = (try? object.decode(String.self, forKey: key)).flatMap(Self.sentence)
        }
        if message == nil, let words = code, words.contains(" ") { (code, message) = (nil, words) }
        // Microsoft's codes tell what the few of OAuth cannot.
        if let number = (try? object.decode([Int64].self, forKey: .numbers))?.first {
            code = (code.map { $0 + ", " } ?? "") + "AADSTS\(number)"
        }
        message = message.map(EntraProblem.shortened)
    }

    /// A text of more than one word; where no form says that a text is for people, a single word may be anything.
    private static func sentence(_ text: String) -> String? {
        text.trimmed.contains(where: \.isWhitespace) ? text : nil
    }

    /// The longest page that is looked at for words.
    private static let longestPage = 1 << 16

    /// What an answer says that is no JSON: a short text, or the title of a page.
    private static func words(ofPage body: [UInt8]) -> String? {
        guard body.count <= longestPage, let text = String(validating: body, as: UTF8.self)?.trimmed,
            let first = text.first
        else { return nil }
        guard first == "<" else { return "{[\"".contains(first) ? nil : sentence(String(text)) }
        let page = Array(text.utf8.map { ASCII.isUpper($0) ? $0 | 0x20 : $0 })
        guard let start = page.firstRange(of: "<title>".utf8)?.upperBound,
            let end = page[start...].firstRange(of: "<".utf8)?.lowerBound
        else { return nil }
        return String(text.utf8.dropFirst(start).prefix(end - start)).flatMap(sentence)
    }

    /// The same as it may be shown: without what repeats anything that was sent or looks like a credential.
    package func hiding(_ sent: [String]) -> ProviderProblem {
        let redaction = Redaction(sent)
        var problem = ProviderProblem()
        problem.code = Self.shown(code, redaction, limit: Self.longestCode)
        problem.message = Self.shown(message, redaction)
        return problem
    }

    private static let longestCode = 80

    /// A provider's words as they may be shown: one line without what repeats anything that was sent or looks like a credential; nil where
    /// there are none.
    package static func shown(_ text: String?, hiding sent: [String]) -> String? { shown(text, Redaction(sent)) }

    private static func shown(_ text: String?, _ redaction: Redaction, limit: Int = Printable.longestLine) -> String? {
        guard let line = text.map({ redaction.line($0, limit: limit) }), !line.isEmpty else { return nil }
        return line
    }
}
