internal import FoundationEssentials
internal import Text

/// What a provider says about a failure, in whichever form it says it.
///
/// | form | who |
/// |---|---|
/// | `{"error": "invalid_grant", "error_description": "…"}` (RFC 6749 section 5.2), with `error_codes` | Google's and Microsoft's token services |
/// | `{"error": {"status": "PERMISSION_DENIED", "message": "…"}}` | Google's APIs |
/// | `{"errors": [{"code": "UNAUTHORIZED", "message": "…"}]}` | registries |
/// | `{"errorCode": "BXNIM0415E", "errorMessage": "…"}` | IBM |
/// | `{"code": "NotAuthenticated", "message": "…"}` | Oracle |
package struct ProviderProblem: Sendable, Decodable {
    /// The provider's code.
    package private(set) var code: String?
    /// Its own words, one line.
    package private(set) var message: String?

    private enum Key: String, CodingKey {
        case error, errors, code, status, message, errorCode, errorMessage
        case description = "error_description"
        case numbers = "error_codes"
    }

    /// Reads what can be read of a body; nothing where it is no such JSON.
    package init(body: [UInt8]) {
        if let read = try? JSONDecoder().decode(ProviderProblem.self, from: Data(body)) { self = read }
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
        if var list = try? object.nestedUnkeyedContainer(forKey: .errors),
            let error = try? list.nestedContainer(keyedBy: Key.self)
        {
            code = try? error.decode(String.self, forKey: .code)
            message = try? error.decode(String.self, forKey: .message)
            return
        }
        for key in [Key.error, .errorCode, .code] where code == nil {
            code = try? object.decode(String.self, forKey: key)
        }
        for key in [Key.description, .errorMessage, .message] where message == nil {
            message = try? object.decode(String.self, forKey: key)
        }
        // Microsoft's codes tell what the few of OAuth cannot.
        if let number = (try? object.decode([Int64].self, forKey: .numbers))?.first {
            code = (code.map { $0 + ", " } ?? "") + "AADSTS\(number)"
        }
        message = message.map(EntraProblem.shortened)
    }

    /// The same without what repeats anything that was sent or looks like a token.
    package func hiding(_ sent: [String]) -> ProviderProblem {
        var problem = ProviderProblem()
        problem.code = Self.shown(code, hiding: sent)
        problem.message = Self.shown(message, hiding: sent)
        return problem
    }

    /// A provider's words as they may be shown: one line, and nil where it repeats anything that was sent or looks like a token.
    package static func shown(_ text: String?, hiding sent: [String]) -> String? {
        guard let line = text?.split(whereSeparator: \.isNewline).first.map(String.init), !line.isEmpty else {
            return nil
        }
        // `eyJ` starts every JSON Web Token.
        guard !line.contains("eyJ") else { return nil }
        // Short values are names of grants and the like, which no credential is; of long ones some show only the beginning.
        let isRepeated = sent.contains { value in
            value.utf8.count >= 6 && line.contains(value.utf8.count < 32 ? value[...] : value.prefix(16))
        }
        return isRepeated ? nil : Printable.text(line)
    }
}
