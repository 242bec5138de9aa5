import Configuration
import Credentials
import HTTP
import HTTPClient
import Text

/// A service that is asked for a token: sends requests for an identity, and turns what comes back into an answer or an error.
///
/// | what comes back | error |
/// |---|---|
/// | nothing, a redirect, 408, 429, 5xx | `.unavailable`, with the service's Retry-After |
/// | a no that ``isPassing``, or whose code says that it is none | `.unavailable`, with the service's words and ``advice`` |
/// | another status that is not 2xx | `.refused`, with the service's own code and words, and ``fix`` |
struct TokenService: Sendable {
    let client: ProviderClient
    /// Whose credential is wanted.
    let identity: String
    /// What somebody can do when the service says no.
    let fix: String
    /// How long it may take.
    var timeouts = HTTPClientTimeouts()
    /// What the token says of itself that proves who asks; printed when the service says no, since it is what the service compares.
    var proof: TokenClaims?
    /// What to do about a problem that the service names; nil, or an answer of nil, for ``fix``.
    ///
    /// It is given the service's words as they came and gives back words of our own: nothing of theirs may be in them.
    var advice: (@Sendable (ProviderProblem) -> String?)?
    /// Whether a no is one that may be a yes in a moment, since the service could not find out; nil where none is.
    ///
    /// What is still good stays in use then, and nothing is taken away.
    var isPassing: (@Sendable (ProviderProblem) -> Bool)?
    /// What to do where nobody answers; nil where there is nothing to say.
    var fixOfSilence: String?

    /// Parts of forms that are no secret: a service may repeat them in its errors, and that helps.
    private static let publicNames: Set = [
        "audience", "client_assertion_type", "client_id", "grant_type", "profile_id", "profile_name",
        "requested_token_type", "scope", "service", "subject_token_type", "tenant",
    ]

    /// Asks with a GET.
    func get(_ url: HTTPURL, _ fields: [(String, String)] = []) async throws(CredentialError) -> TokenAnswer {
        try await send(.get, url, fields, body: nil, sent: [])
    }

    /// Asks with a PUT without a body.
    func put(_ url: HTTPURL, _ fields: [(String, String)]) async throws(CredentialError) -> TokenAnswer {
        try await send(.put, url, fields, body: nil, sent: [])
    }

    /// Asks with a form.
    func post(
        _ url: HTTPURL,
        form: [(String, String)],
        _ fields: [(String, String)] = []
    ) async throws(CredentialError) -> TokenAnswer {
        try await send(
            .post,
            url,
            [("Content-Type", "application/x-www-form-urlencoded")] + fields,
            body: Array(PercentEncoding.form(form).utf8),
            sent: form.filter { !Self.publicNames.contains($0.0) }.map(\.1)
        )
    }

    /// Asks with JSON; `secrets` are the credentials in it.
    func post(
        _ url: HTTPURL,
        json: [UInt8],
        _ fields: [(String, String)] = [],
        secrets: [SecretText] = []
    ) async throws(CredentialError) -> TokenAnswer {
        let fields = [("Content-Type", "application/json")] + fields
        return try await send(.post, url, fields, body: json, sent: secrets.map { $0.reveal() })
    }

    /// The URL of a path below a base URL.
    func url(_ base: String, _ path: String) throws(CredentialError) -> HTTPURL {
        do {
            return try HTTPURL(parsing: base + path)
        } catch {
            throw CredentialError(
                .misconfigured,
                identity: identity,
                reason: "\(Printable.text(base)) is no URL of a service: \(error.description)",
                fix: "write https://host, where an endpoint is set"
            )
        }
    }

    private func send(
        _ method: HTTPMethod,
        _ url: HTTPURL,
        _ fields: [(String, String)],
        body: [UInt8]?,
        sent: [String]
    ) async throws(CredentialError) -> TokenAnswer {
        var lines = HTTPFields()
        if !fields.contains(where: { $0.0 == "Accept" }) { lines.append(name: "Accept", value: "application/json") }
        for (name, value) in fields { lines.append(name: name, value: value) }
        let request = HTTPClientRequest(method, url, fields: lines, body: body)
        let response: HTTPClientResponse
        do {
            response = try await client.send(request, identity: identity, timeouts: timeouts)
        } catch {
            throw fixOfSilence.map(error.advising) ?? error
        }
        return TokenAnswer(
            response: response,
            service: self,
            endpoint: url.withoutQuery,
            sent: sent + fields.flatMap { SentSecrets.of(field: $0.0, $0.1) }
        )
    }
}

/// What a token service answered.
struct TokenAnswer: Sendable, Confidential {
    private let response: HTTPClientResponse
    private let service: TokenService
    /// The URL that was asked, without its query.
    let endpoint: String
    private let sent: [String]

    init(response: HTTPClientResponse, service: TokenService, endpoint: String, sent: [String]) {
        self.response = response
        self.service = service
        self.endpoint = endpoint
        self.sent = sent
    }

    var status: Int { response.status }
    var fields: HTTPFields { response.fields }
    /// Whether there is nothing in it.
    var isEmpty: Bool { response.body.isEmpty }
    /// A moment that a field names.
    func moment(of field: String) -> Timestamp? { response.fields.moment(field) }
    /// Whether these words are in it; for services that tell what they mean in no other way.
    func says(_ words: String) -> Bool { String(decoding: response.body, as: UTF8.self).contains(words) }
    /// The status and no more.
    var description: String { response.description }

    /// The JSON of a good answer.
    func decode<Value: Decodable>(_ type: Value.Type) throws(CredentialError) -> Value {
        try expectSuccess()
        return try ProviderAnswer.decode(type, from: response.body, identity: service.identity, endpoint: endpoint)
    }

    /// The text of a good answer, not empty, without white space around it.
    func text() throws(CredentialError) -> String {
        try expectSuccess()
        guard let text = String(validating: response.body, as: UTF8.self) else {
            throw unreadable("it is not UTF-8 text")
        }
        guard !text.trimmed.isEmpty else { throw unreadable("it is empty") }
        return String(text.trimmed)
    }

    /// A token out of the answer.
    ///
    /// - Throws: `.unavailable` when it cannot be a password in HTTP: empty, or with control characters or white space.
    func token(_ text: String) throws(CredentialError) -> SecretText {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw unreadable("the token in it is empty or no token")
        }
        return SecretText(text)
    }

    /// The end of a token that lives from `now` on; `life` is what the answer says.
    func expiry(after life: ExpiryTime?, otherwise: Duration, now: Timestamp) throws(CredentialError) -> Timestamp {
        try expiry(at: life.map { now + $0.life }, otherwise: now + otherwise, now: now)
    }

    /// The end of a token; `moment` is what the answer says.
    func expiry(at moment: Timestamp?, otherwise: Timestamp, now: Timestamp) throws(CredentialError) -> Timestamp {
        let end = moment ?? otherwise
        guard end > now else {
            throw CredentialError(
                .unavailable,
                identity: service.identity,
                endpoint: endpoint,
                reason: "it gave a token that has expired already",
                fix: "compare the clock of this machine with the time of day"
            )
        }
        return end
    }

    /// The error for an answer that is none.
    func unreadable(_ reason: String, fix: String? = nil) -> CredentialError {
        CredentialError(
            .unavailable,
            identity: service.identity,
            endpoint: endpoint,
            reason: "the answer cannot be read: \(reason)",
            fix: fix
        )
    }

    /// The error where the service cannot answer now.
    func unavailable(_ reason: String, fix: String?) -> CredentialError {
        CredentialError(
            .unavailable,
            identity: service.identity,
            endpoint: endpoint,
            reason: reason,
            fix: fix,
            retryAfter: fields.retryAfter(atMost: ProviderAnswer.longestPause)
        )
    }

    /// Throws unless the answer is a good one.
    func expectSuccess() throws(CredentialError) {
        guard !(200..<300).contains(status) else { return }
        throw problem(fix: service.fix)
    }

    /// Whether the code is one of those with which OAuth says that a server cannot answer now (RFC 6749 section 4.1.2.1), whatever the status.
    private static func isPassing(_ problem: ProviderProblem) -> Bool {
        let words = problem.code?.split(separator: ",").first.map(String.init)
        return words.map(["temporarily_unavailable", "server_error"].contains) ?? false
    }

    /// The error for an answer with a status that is not a good one.
    func problem(fix: String) -> CredentialError {
        let told = ProviderProblem(body: response.body)
        let problem = told.hiding(sent)
        let words = problem.message.map { ": \"\($0)\"" } ?? ""
        let proof = service.proof.map { "; the token that was sent has \($0)" } ?? ""
        if (300..<400).contains(status) {
            return CredentialError(
                .unavailable,
                identity: service.identity,
                endpoint: endpoint,
                reason: "it redirects (status \(status)), and no credential is sent after a redirect",
                fix: "correct the endpoint, or look for a proxy in between"
            )
        }
        if status == 408 || status == 429 || status >= 500 {
            return CredentialError(
                .unavailable,
                identity: service.identity,
                endpoint: endpoint,
                code: problem.code,
                reason: "it cannot answer now (status \(status))\(words)",
                retryAfter: fields.retryAfter(atMost: ProviderAnswer.longestPause)
            )
        }
        let isPassing = Self.isPassing(told) || service.isPassing?(told) == true
        return CredentialError(
            isPassing ? .unavailable : .refused,
            identity: service.identity,
            endpoint: endpoint,
            code: problem.code,
            reason: "it says no (status \(status))\(words)\(proof)",
            fix: service.advice?(told) ?? fix
        )
    }
}
