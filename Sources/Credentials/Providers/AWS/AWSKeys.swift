import Configuration

/// Keys that sign requests to AWS.
struct AWSKeys: Sendable, Hashable, Confidential {
    /// The access key ID; no secret, but see ``shownID``.
    let accessKeyID: String
    let secretAccessKey: SecretText
    /// The token of temporary keys.
    let sessionToken: SecretText?
    /// Whose they are, for errors: a role, or an access key and where it comes from.
    let identity: String

    /// Makes keys of somebody who is known.
    init(accessKeyID: String, secretAccessKey: SecretText, sessionToken: SecretText?, identity: String) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.identity = identity
    }

    /// Makes keys of which only the place is known.
    init(accessKeyID: String, secretAccessKey: SecretText, sessionToken: SecretText?, from place: String) {
        let shown = Self.shownID(accessKeyID).map { "access key \($0)" } ?? "an access key of another form than AWS'"
        self.init(
            accessKeyID: accessKeyID,
            secretAccessKey: secretAccessKey,
            sessionToken: sessionToken,
            identity: "\(shown) from \(place)"
        )
    }

    /// The ID, if it looks like one: somebody may have put the secret key in its place, and that must not be shown.
    private static func shownID(_ id: String) -> String? {
        let isID = id.utf8.allSatisfy {
            ($0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z")) || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
        }
        return isID && (8...32).contains(id.utf8.count) ? id : nil
    }

    /// Whose they are.
    var description: String { "keys of \(identity)" }
}

/// Temporary keys as AWS' metadata services and `credential_process` write them.
struct AWSKeysDocument: Decodable {
    let accessKeyID: String
    let secretAccessKey: String
    let token: String?

    private enum CodingKeys: String, CodingKey {
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case token = "Token"
        case sessionToken = "SessionToken"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        accessKeyID = try container.decode(String.self, forKey: .accessKeyID)
        secretAccessKey = try container.decode(String.self, forKey: .secretAccessKey)
        token =
            try container.decodeIfPresent(String.self, forKey: .token)
            ?? container.decodeIfPresent(String.self, forKey: .sessionToken)
        if accessKeyID.isEmpty || secretAccessKey.isEmpty {
            throw DecodingError.dataCorruptedError(
                forKey: .accessKeyID,
                in: container,
                debugDescription: "an empty key"
            )
        }
    }

    func keys(from place: String) -> AWSKeys {
        AWSKeys(
            accessKeyID: accessKeyID,
            secretAccessKey: SecretText(secretAccessKey),
            sessionToken: token.flatMap { $0.isEmpty ? nil : SecretText($0) },
            from: place
        )
    }
}
