import Configuration
import Credentials
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

/// A credential that no registry can take, from each place that one may come from: told before it is placed anywhere.
@Suite struct `A credential that no registry takes` {
    private static let host = "matchImages: [registry.example.com]\nanonymousFallback: false\n"
    private static let login = Base64.encode(Array("puller:s3cret\n".utf8))

    private static func answer(_ username: String, _ password: String) -> String {
        #"{"apiVersion":"credentialprovider.kubelet.k8s.io/v1","kind":"CredentialProviderResponse","cacheKeyType":"Registry","#
            + #""cacheDuration":"6h","auth":{"registry.example.com":{"username":"\#(username)","password":"\#(password)"}}}"#
    }

    /// A plugin that prints an answer.
    private func plugin(_ answer: String) throws -> (lines: String, folder: TemporaryDirectory) {
        let folder = try TemporaryDirectory()
        let path = try folder.write("plugin", "cat > /dev/null\ncat <<'END'\n\(answer)\nEND\n")
        return ("\(Self.host)credentials: { exec: { command: /bin/sh, args: ['\(path)'] } }", folder)
    }

    private func dockerConfig(_ json: String, _ lines: String = host) throws -> any CredentialFetcher {
        try fetcher(
            "\(lines)\ncredentials: { dockerConfig: { file: config.json } }",
            files: FakeFiles(["config.json": json])
        )
    }

    // MARK: Line breaks and their kind

    @Test func `that ends in a line break is told with its entry, whether a file or a plugin has it`() async throws {
        let told =
            "the password of the entry registry.example.com ends in a line break: write it with printf instead of echo"
        let file = try await failure(of: dockerConfig(#"{"auths":{"registry.example.com":{"auth":"\#(Self.login)"}}}"#))
        #expect(file.description == "Docker configuration of file config.json: \(told)")
        let (lines, folder) = try plugin(Self.answer("puller", #"s3cret\n"#))
        let answer = try await failure(of: fetcher(lines))
        #expect(answer.description == "plugin /bin/sh: \(told)")
        let basic = try await failure(
            of: fetcher(
                Self.host
                    + "credentials: { basic: { username: { value: puller }, password: { env: REGISTRY_PASSWORD } } }",
                environment: ["REGISTRY_PASSWORD": "s3cret\n"]
            )
        )
        #expect(
            basic.description
                == "password from environment variable REGISTRY_PASSWORD: it has white space or a line break at its start or end: "
                + "write it without (printf instead of echo, or kubectl create secret --from-literal)"
        )
        #expect([file, answer, basic].allSatisfy { $0.kind == .misconfigured })
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: [
        ("puller", #"s3cret\r\n"#, "ends in a line break"), ("puller", #"\ns3cret"#, "starts with a line break"),
        ("puller", "s3cret ", "ends in white space"), ("puller", #"s3cret\u00a0"#, "U+00A0, a no-break space"),
        ("puller", #"\ufeffs3cret"#, "U+FEFF, a byte order mark"),
        ("puller", #"s3cret\u200b"#, "U+200B, a space of no width"),
        ("puller", #"s3cret\u202c"#, "a mark of direction"),
        ("puller", #"s3\u0007cret"#, "has a control character in it (U+0007)"),
        ("puller", #"name\ns3cret"#, "has a line break in it"), (#"puller\n"#, "s3cret", "the user name of the entry"),
        (#"\ufeffpuller"#, "s3cret", "the user name of the entry"), ("pul:ler", "s3cret", "has a ':'"),
        ("puller", "${REGISTRY_PASSWORD}", "is a placeholder of the form ${…}"),
        ("puller", "{{ .Values.password }}", "{{ … }}"),
        ("puller", "$(REGISTRY_PASSWORD)", "$(…)"), ("puller", "%REGISTRY_PASSWORD%", "%…%"),
        ("puller", "<token>", "<…>"),
        ("${REGISTRY_USER}", "s3cret", "the user name of the entry"),
    ])
    func `is told by what is wrong with it, and never repeated`(username: String, password: String, text: String)
        async throws
    {
        let json = #"{"auths":{"registry.example.com":{"username":"\#(username)","password":"\#(password)"}}}"#
        let file = try await failure(of: dockerConfig(json))
        #expect(file.description.contains("registry.example.com"))
        #expect(file.description.contains(text), "\(file)")
        let secrets = FakeSecrets(["s": .dockerConfig(json)])
        let secret = try await failure(
            of: fetcher("\(Self.host)credentials: { dockerConfig: { secretRef: { name: s } } }", secrets: secrets)
        )
        #expect(secret.description.hasPrefix("Docker configuration of Secret s: "))
        #expect(secret.description.contains(text))
        let (lines, folder) = try plugin(Self.answer(username, password))
        let answer = try await failure(of: fetcher(lines))
        #expect(answer.description.contains(text), "\(answer)")
        for error in [file, secret, answer] {
            #expect(error.kind == .misconfigured)
            #expect(!printed(error).contains("s3cret"))
            #expect(!error.description.contains("\n"))
        }
        withExtendedLifetime(folder) {}
    }

    @Test(arguments: ["{ value: '${TOKEN}' }", "{ env: T }", "{ file: /t }", "{ secretKeyRef: { name: s, key: k } }"])
    func `that is a placeholder is told at its own place`(source: String) async throws {
        let error = try await failure(
            of: fetcher(
                "\(Self.host)credentials: { basic: { username: { value: u }, password: \(source) } }",
                environment: ["T": "{{ token }}"],
                secrets: FakeSecrets(["s": .opaque(["k": "$REGISTRY_TOKEN"])]),
                files: FakeFiles(["/t": "%TOKEN%\r\n"])
            )
        )
        #expect(error.description.hasPrefix("password from "))
        #expect(error.description.contains("it is a placeholder of the form "), "\(error)")
    }

    @Test(arguments: ["{ file: /t }", "{ secretKeyRef: { name: s, key: k } }"])
    func `may stand behind a byte order mark, which is none of it`(source: String) async throws {
        let found = try await fetched(
            by: fetcher(
                "\(Self.host)credentials: { basic: { username: { value: u }, password: \(source) } }",
                secrets: FakeSecrets(["s": .opaque(["k": "\u{FEFF}s3cret"])]),
                files: FakeFiles(["/t": "\u{FEFF}s3cret\r\n"])
            )
        )
        #expect(found.auths.entries.map { $0.credential.password.reveal() } == ["s3cret"])
    }

    @Test func `in UTF-16 is named`() async throws {
        let files = FakeFiles()
        files.set("/t", [0xFF, 0xFE] + "s3cret".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        for kind in ["basic: { username: { value: u }, password: { file: /t } }", "dockerConfig: { file: /t }"] {
            let error = try await failure(of: fetcher("\(Self.host)credentials: { \(kind) }", files: files))
            #expect(
                error.description.hasSuffix(
                    "file /t: it is UTF-16 and not UTF-8 text: save it as UTF-8 (in Windows PowerShell: Out-File -Encoding utf8)"
                ),
                "\(error)"
            )
        }
    }

    // MARK: What worked goes on working

    private static let key = #"{\n  \"type\": \"service_account\"\r\n}\n"#

    @Test(arguments: [
        ("puller", "pass word"), ("$oauthtoken", "nvapi-x"), ("_json_key", key),
        ("_json_key", #"{\"type\":\"service_account\"}\n"#),
        ("_json_key_base64", #"eyJ0eXBl\nIjoieCJ9\n"#), ("robot$ci+x", "a$b{c}"), ("<token>", "s3cret"),
        ("<none>", "s3cret"),
        ("00000000-0000-0000-0000-000000000000", "s3cret"), ("John Doe", "a:b"), ("p", "päss\u{1F433}"),
    ])
    func `is none of those that some registry takes`(username: String, password: String) async throws {
        let json = #"{"auths":{"registry.example.com":{"username":"\#(username)","password":"\#(password)"}}}"#
        let found = try await fetched(by: dockerConfig(json))
        #expect(found.auths.entries.map(\.credential.username) == [username])
        #expect(found.faults.isEmpty && found.remarks.isEmpty)
    }

    @Test func `takes nothing from the entries beside it`() async throws {
        let good = Base64.encode(Array("puller:s3cret".utf8))
        let json = #"{"auths":{"ghcr.io":{"auth":"\#(good)"},"quay.io":{"auth":"\#(Self.login)"}}}"#
        let found = try await fetched(
            by: dockerConfig(json, "matchImages: [ghcr.io, quay.io]\nanonymousFallback: false")
        )
        #expect(found.auths.entries.map(\.key) == ["ghcr.io"])
        #expect(
            found.faults == [
                "the password of the entry quay.io ends in a line break, and the entry is left out: write it with printf instead of echo"
            ]
        )
    }

    // MARK: Ends

    private func token(_ claims: String) -> String {
        #"{"alg":"none"}"#.base64URL + "." + claims.base64URL + ".x"
    }

    @Test(arguments: ["exp\":1600000000", "exp\":\"1600000000\"", "exp\":1600000000000"])
    func `since its own time is over says when`(claim: String) async throws {
        let json = #"{"auths":{"ghcr.io":{"username":"u","password":"\#(token("{\"\(claim)}"))"}}}"#
        let error = try await failure(of: dockerConfig(json, "matchImages: [ghcr.io]"))
        #expect(
            error.description.contains(
                "the token of the entry ghcr.io ended at 2020-09-13T12:26:40Z: put a new one there"
            ),
            "\(error)"
        )
    }

    @Test func `never ends where its end is a zero, as to the libraries that registries use`() async throws {
        let json = #"{"auths":{"ghcr.io":{"username":"u","password":"\#(token(#"{"exp":0}"#))"}}}"#
        let fetched = try await fetched(by: dockerConfig(json, "matchImages: [ghcr.io]"))
        #expect(fetched.auths.entries.count == 1)
    }

    @Test func `counts as ended where its own end comes before the provider's`() async throws {
        let soon = 1_700_000_600
        let json = #"{"auths":{"ghcr.io":{"username":"u","password":"\#(token("{\"exp\":\(soon)}"))"}}}"#
        #expect(
            try await fetched(by: dockerConfig(json, "matchImages: [ghcr.io]")).expiresAt
                == Timestamp(seconds: Double(soon))
        )
        let (lines, folder) = try plugin(Self.answer("u", token("{\"exp\":\(soon)}")))
        #expect(try await fetched(by: fetcher(lines)).expiresAt == Timestamp(seconds: Double(soon)))
        let (old, other) = try plugin(Self.answer("u", token(#"{"exp":1600000000}"#)))
        #expect(try await failure(of: fetcher(old)).description.contains("ended at 2020-09-13T12:26:40Z"))
        withExtendedLifetime((folder, other)) {}
    }
}

extension String {
    fileprivate var base64URL: String { Base64.encodeURL(Array(utf8)) }
}
