import Credentials
import Images
import TestSupport
import Testing

@testable import CredentialsTestSupport

@Suite struct `A part of a credential` {
    private static let place = "matchImages: [ghcr.io]\nanonymousFallback: false\ncredentials:\n"

    /// The password that a source gives.
    private func password(
        _ source: String,
        environment: [String: String] = [:],
        secrets: FakeSecrets = FakeSecrets(),
        files: FakeFiles = FakeFiles()
    ) async throws -> String {
        let lines = Self.place + "  basic: { username: { value: u }, password: \(source) }"
        let fetched = try await fetched(
            by:
                fetcher(lines, environment: environment, secrets: secrets, files: files)
        )
        return try #require(try DockerConfig(parsing: fetched.dockerConfigJSON).entries.first).credential.password
    }

    private func failing(
        _ source: String,
        environment: [String: String] = [:],
        secrets: FakeSecrets = FakeSecrets(),
        files: FakeFiles = FakeFiles()
    ) async throws -> CredentialError {
        let lines = Self.place + "  basic: { username: { value: u }, password: \(source) }"
        return try await failure(of: fetcher(lines, environment: environment, secrets: secrets, files: files))
    }

    @Test func `comes from the configuration, the environment, a file or a Secret`() async throws {
        #expect(try await password("{ value: s }") == "s")
        #expect(try await password("{ env: TOKEN }", environment: ["TOKEN": "s"]) == "s")
        #expect(try await password("{ file: /t }", files: FakeFiles(["/t": "s"])) == "s")
        let secrets = FakeSecrets(["src": .opaque(["k": "s", "other": "x"])])
        #expect(try await password("{ secretKeyRef: { name: src, key: k } }", secrets: secrets) == "s")
    }

    @Test func `comes from a real file`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("token", "s\n")
        let lines = Self.place + "  basic: { username: { value: u }, password: { file: \(path) } }"
        let registry = try registry(lines)
        let fetcher = makeFetcher(
            registry: registry,
            environment: [:],
            secrets: FakeSecrets(),
            clock: noon,
            http: try network()
        )
        #expect(try await fetched(by: fetcher).dockerConfigJSON == auths(["ghcr.io"], password: "s"))
        try directory.write("token", "changed")
        #expect(try await fetched(by: fetcher).dockerConfigJSON == auths(["ghcr.io"], password: "changed"))
    }

    private func auths(_ patterns: [String], password: String) throws -> [UInt8] {
        DockerAuths(
            patterns: try patterns.map { try ImagePattern(parsing: $0) },
            credential: credential("u", password: password)
        ).dockerConfigJSON()
    }

    @Test(arguments: [
        ("s", "s"), ("s\n", "s"), ("s\r\n", "s"), ("a b\n", "a b"), ("{\n \"k\": 1\n}\n", "{\n \"k\": 1\n}"),
        ("{\n}\n\n", "{\n}\n"),
    ])
    func `loses one line end at the end of a file`(content: String, text: String) async throws {
        #expect(try await password("{ file: /t }", files: FakeFiles(["/t": content])) == text)
    }

    @Test(arguments: ["s\n\n", " s", "s ", "\ts\n", "\ns", "s\r\n\r\n", "s\r"])
    func `with white space around it is an error`(content: String) async throws {
        let error = try await failing("{ file: /t }", files: FakeFiles(["/t": content]))
        #expect(error.kind == .misconfigured)
        #expect(error.description.hasPrefix("password from file /t: it has white space or a line break"))
    }

    @Test func `of a Secret may not end in a line end, but may be a text of lines that does`() async throws {
        let secrets = FakeSecrets(["src": .opaque(["k": "s\n", "json": "{\n}\n"])])
        let error = try await failing("{ secretKeyRef: { name: src, key: k } }", secrets: secrets)
        #expect(error.description.contains("key k of Secret src: it has white space or a line break"))
        #expect(try await password("{ secretKeyRef: { name: src, key: json } }", secrets: secrets) == "{\n}\n")
    }

    @Test(arguments: ["", "\n", "\r\n", " \n\t"])
    func `that is empty is an error`(content: String) async throws {
        let file = try await failing("{ file: /t }", files: FakeFiles(["/t": content]))
        #expect(file.description == "password from file /t: it is empty: put the credential there")
        let variable = try await failing("{ env: T }", environment: ["T": content])
        #expect(variable.description == "password from environment variable T: it is empty: put the credential there")
        let secrets = FakeSecrets(["src": .opaque(["k": content])])
        let secret = try await failing("{ secretKeyRef: { name: src, key: k } }", secrets: secrets)
        #expect(secret.description == "password from key k of Secret src: it is empty: put the credential there")
        #expect([file.kind, variable.kind, secret.kind] == [.misconfigured, .misconfigured, .misconfigured])
    }

    @Test func `that is not there is an error with its place and what to do`() async throws {
        let variable = try await failing("{ env: T }", environment: ["OTHER": "hunter2"])
        #expect(
            variable.description == "password from environment variable T: it is not set: "
                + "set T in the environment of Pullpass and start it again"
        )
        let file = try await failing("{ file: /t }")
        #expect(
            file.description == "password from file /t: /t cannot be read: it does not exist: "
                + "put the file there, or correct the path or its rights"
        )
        let secret = try await failing("{ secretKeyRef: { name: src, key: k } }")
        #expect(
            secret.description == "password from key k of Secret src: there is no such Secret: "
                + "create Secret src in Pullpass' own namespace or correct the name"
        )
        let secrets = FakeSecrets(["src": .opaque(["b": "hunter2", "a": "hunter2"])])
        let key = try await failing("{ secretKeyRef: { name: src, key: k } }", secrets: secrets)
        #expect(
            key.description == "password from key k of Secret src: the Secret has no such key, only a, b: "
                + "correct the key of secretKeyRef or add it to the Secret"
        )
        #expect([variable, file, secret, key].allSatisfy { $0.kind == .misconfigured })
    }

    @Test func `that cannot be read now is worth another attempt`() async throws {
        let secrets = FakeSecrets()
        secrets.disconnect()
        let error = try await failing("{ secretKeyRef: { name: src, key: k } }", secrets: secrets)
        #expect(error.kind == .unavailable)
        #expect(
            error.description
                == "password from key k of Secret src: it cannot be read now: the API server does not answer"
        )
    }

    @Test func `that is no text, or larger than a Secret, is an error`() async throws {
        let files = FakeFiles()
        files.set("/t", [0x73, 0xFF])
        #expect(try await failing("{ file: /t }", files: files).description.contains("not UTF-8"))
        files.set("/t", [UInt8](repeating: 0x73, count: (1 << 20) + 1))
        #expect(try await failing("{ file: /t }", files: files).description.contains("more than 1048576 bytes"))
    }

    @Test func `named username may have no colon`() async throws {
        let lines = Self.place + "  basic: { username: { env: U }, password: { value: p } }"
        let error = try await failure(of: fetcher(lines, environment: ["U": "hunter2:x"]))
        #expect(error.kind == .misconfigured)
        #expect(error.description.hasPrefix("username from environment variable U: it has a ':'"))
        #expect(!error.description.contains("hunter2"))
    }
}
