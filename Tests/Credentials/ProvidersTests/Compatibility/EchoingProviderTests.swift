import FoundationEssentials
import HTTP
import Testing
import Text

@testable import CredentialsTestSupport

/// What every kind must do when a provider repeats in an error what it was sent, as some do.
@Suite struct `A provider that repeats what it was sent` {
    private static let kinds = KindUnderTest.all.filter { $0.provider != nil }

    /// The forms in which providers write errors; `WORDS` stands for theirs.
    private static let forms: [(status: Int, type: String, body: String)] = [
        (400, "application/json", #"{"error":"invalid_request","error_description":"WORDS"}"#),
        (403, "application/json", #"{"error":{"status":"PERMISSION_DENIED","message":"WORDS"}}"#),
        (401, "application/json", #"{"errors":[{"code":"UNAUTHORIZED","message":"WORDS"}]}"#),
        (400, "application/json", #"{"errorCode":"WORDS","errorMessage":"WORDS"}"#),
        (503, "application/json", #"{"code":"WORDS","message":"WORDS"}"#),
        (400, "application/x-amz-json-1.1", #"{"__type":"AccessDeniedException","message":"WORDS"}"#),
        (400, "application/x-amz-json-1.1", #"{"__type":"ValidationException","message":"WORDS"}"#),
        (400, "application/x-amz-json-1.1", #"{"__type":"IncompleteSignatureException","Message":"WORDS"}"#),
        (
            403, "text/xml",
            "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>WORDS</Message></Error></ErrorResponse>"
        ),
    ]

    @Test(arguments: kinds)
    func `is not quoted, at any of its requests`(kind: KindUnderTest) async throws {
        let answer = try #require(kind.provider)
        var requests: [ProviderRequest] = []
        try await kind.withWorld { world in
            _ = try await fetched(by: world.fetcher)
            requests = world.peer?.requests ?? []
        }
        for broken in requests.indices where !kind.optionalRequests.contains(broken) {
            for secret in Self.secrets(requests[broken]) {
                for form in Self.forms {
                    let text = form.body.replacing("WORDS", with: Self.words(with: secret))
                    let provider = breaking(
                        broken,
                        of: requests,
                        with: { .content(form.status, form.type, text) },
                        otherwise: answer
                    )
                    try await kind.withWorld(provider: provider) { world in
                        let text = printed(try await failure(of: world.fetcher, asking: world.peer))
                        for form in [secret, Base64.encode(Array(secret.utf8)), PercentEncoding.encode(secret), "eyJ"] {
                            // Long ones would be cut.
                            #expect(!text.contains(form.prefix(24)), "request \(broken): \(text)")
                        }
                        #expect(!text.contains(KindUnderTest.seed), "request \(broken): \(text)")
                    }
                }
            }
        }
    }

    /// What a provider may say about it, in every form in which it may write it.
    private static func words(with secret: String) -> String {
        let base64 = Base64.encode(Array(secret.utf8))
        let half = secret.count / 2
        return "what is '\(secret)'? \(base64), \(PercentEncoding.encode(secret)), "
            + "\(secret.prefix(half))\\n\(secret.dropFirst(half)), "
            + "\(secret.prefix(max(8, half)))..., for arn:aws:iam::123456789012:role/puller"
    }

    /// What of a request nobody else may read, in every form in which a provider knows it.
    private static func secrets(_ request: ProviderRequest) -> [String] {
        var all = Array(request.parameters.values)
        if let json = try? JSONDecoder().decode([String: String].self, from: Data(request.body)) { all += json.values }
        for index in 0..<request.fields.count {
            let value = request.fields.line(at: index).value
            for part in value.split(separator: " ").map(String.init) {
                all.append(part)
                guard value.hasPrefix("Basic "), let decoded = Base64.decode(part) else { continue }
                let login = String(decoding: decoded, as: UTF8.self)
                all += [login] + login.split(separator: ":", maxSplits: 1).dropFirst().map(String.init)
            }
        }
        return Set(all.filter { $0.contains(KindUnderTest.seed) || $0.hasPrefix("eyJ") }).sorted()
    }
}
