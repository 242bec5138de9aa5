import Configuration
import Credentials
import EventLoop
import HTTP
import HTTPClient
import TLS
import Text

@testable import Kubernetes
@testable import Providers

extension FuzzBody {
    /// Answers of token services, metadata servers and credential programs: a first byte for the status, then the body.
    static let answers = FuzzBody(
        "answers",
        maximumLength: 2048,
        seeds: answerSeeds.flatMap { text in [[0] + Array(text.utf8), [3] + Array(text.utf8)] },
        words: [
            "\"error\":", "\"error_description\":", "\"errors\":[", "\"code\":", "\"message\":", "\"__type\":",
            "\"Message\":", "\"access_token\":",
            "\"expires_in\":", "\"AccessKeyId\":", "\"SecretAccessKey\":", "\"Token\":", "\"authorizationToken\":",
            "\"proxyEndpoint\":", "\"expiresAt\":",
            "\"Username\":", "\"Secret\":", "\"type\":", "\"service_account\"", "\"external_account\"", "<title>",
            "1e999", "-1", secret, "\\u001b[31m", "\\u2028",
        ]
    ) { input throws(BrokenPromise) in
        guard let first = input.first else { return }
        let body = Array(input.dropFirst())
        let status = [200, 400, 401, 403, 429, 500, 307, 204][Int(first % 8)]
        try readProblem(body)
        try readFailure(status, body)
        try readTokens(status, body)
        try readKeys(body)
        try readPrograms(body)
    }

    private static let secret = "s3cr3t-0f-the-Request"
    private static let now = Timestamp(sinceEpoch: .seconds(1_795_000_000))

    private static func readProblem(_ body: [UInt8]) throws(BrokenPromise) {
        let problem = ProviderProblem(body: body).hiding([secret])
        for text in [problem.code, problem.message].compactMap(\.self) {
            try Line.check(text, longest: 801, "what a provider says")
            try Line.check(text, hides: secret, "what a provider says")
        }
    }

    private static func readFailure(_ status: Int, _ body: [UInt8]) throws(BrokenPromise) {
        var fields = HTTPFields()
        fields.append(name: "Date", value: String(decoding: body.prefix(29), as: UTF8.self))
        let failure = AWSFailure(HTTPClientResponse(status: status, fields: fields, body: body), sent: [secret])
        for call in [
            AWSCall.ecr, .assumeRole(arn: "arn:aws:iam::1:role/a", hasExternalID: true),
            .webIdentity(arn: "arn", token: "file"),
        ] {
            let error = failure.error(call, identity: "role a", endpoint: "https://sts", now: now)
            try Line.check(error.description, longest: 4096, "a failure of AWS")
            try Line.check(error.description, hides: secret, "a failure of AWS")
        }
    }

    private static func readTokens(_ status: Int, _ body: [UInt8]) throws(BrokenPromise) {
        let response = HTTPClientResponse(status: status, body: body)
        guard let service else { throw BrokenPromise("there is no loop") }
        let answer = TokenAnswer(
            response: response,
            service: service,
            endpoint: "https://token.example",
            sent: [secret]
        )
        let read = Result { () throws(CredentialError) in try GoogleTokenAnswer.read(answer, identity: "a", now: now) }
        switch read {
        case .success(let token):
            try hold(status < 300, "a refusal holds no token")
            try hold(token.expiresAt > now, "a token lives: \(token.expiresAt.whole)")
            try hold(token.text.reveal().utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a token is a word")
        case .failure(let error):
            try Line.check(error.description, longest: 4096, "why there is no token")
            try Line.check(error.description, hides: secret, "why there is no token")
        }
        if let text = try? answer.text() { try hold(status < 300 && !text.isEmpty, "a text is there") }
    }

    /// Asks nobody: only its answers are read.
    private static let service: TokenService? = {
        guard let loop = try? EventLoop() else { return nil }
        let trust = ClientTrust(onDemand: { () throws(TLSError) in try TLSClientContext(trust: .nobody) })
        return TokenService(client: ProviderClient(HTTPClient(loop: loop, trust: trust)), identity: "a", fix: "do it")
    }()

    private static func readKeys(_ body: [UInt8]) throws(BrokenPromise) {
        if let document = decoded(AWSKeysDocument.self, body) {
            let keys = document.keys(from: "a place")
            try hold(!keys.accessKeyID.isEmpty && !keys.secretAccessKey.reveal().isEmpty, "keys are there")
            try Line.check(keys.description, longest: 200, "whose keys they are")
            let isShown = keys.description.contains(keys.secretAccessKey.reveal())
            let isWord = "access key \(keys.accessKeyID) of another form than AWS' from a place".contains(
                keys.secretAccessKey.reveal()
            )
            try hold(!isShown || isWord, "keys do not print themselves: \(keys)")
        }
        if let token = decoded(ECRToken.self, body) {
            let credential = Result { () throws(CredentialError) in
                try token.credential(identity: "a", endpoint: "https://ecr", now: now)
            }
            switch credential {
            case .success(let credential):
                try hold(!credential.username.isEmpty && !credential.username.contains(":"), "a user name has no colon")
                try hold(credential.expiresAt.map { $0 > now } ?? false, "a token lives")
            case .failure(let error): try Line.check(error.description, longest: 1000, "why there is no token of ECR")
            }
        }
    }

    private static func readPrograms(_ body: [UInt8]) throws(BrokenPromise) {
        if case .other(let words?) = HelperAnswer.Failure(body, by: ProgramWords(secrets: [secret])) {
            try Line.check(words, longest: 801, "what a helper says")
            try Line.check(words, hides: secret, "what a helper says")
        }
        do throws(CredentialError) {
            _ = try GoogleCredentialFile(SecretText(String(decoding: body, as: UTF8.self)), Place(identity: "a file"))
        } catch {
            try Line.check(error.description, longest: 1000, "why a file of Google cannot be used")
        }
        let plugin = ExecPlugin(command: "plugin")
        switch Result(catching: { () throws(KubernetesTransportError) in try ExecCredentialStatus.read(body, plugin) })
        {
        case .success(let status):
            try hold(status.token != nil || status.certificate != nil, "a plugin's answer proves something")
        case .failure(let error): try Line.check(error.reason, longest: 4096, "why a plugin's answer cannot be used")
        }
    }

    private static func decoded<Value: Decodable>(_ type: Value.Type, _ body: [UInt8]) -> Value? {
        try? ProviderAnswer.decode(type, from: body, identity: "a", endpoint: "b")
    }
}
