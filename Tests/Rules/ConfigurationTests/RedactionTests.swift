import Configuration
import Testing

/// Credentials that stand in the file come out of it nowhere.
struct RedactionTests {
    private static let secret = "hunter2-s3cret"

    private func dumped(_ value: some Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text + "\(value)" + String(reflecting: value) + String(describing: value)
    }

    @Test func `A secret prints as redacted in every way there is`() {
        let text = SecretText(Self.secret)
        #expect(text.description == "<redacted>")
        #expect(text.debugDescription == "<redacted>")
        #expect("\(text) \([text]) \(Optional(text) as Any)".contains("hunter2") == false)
        #expect(!dumped(text).contains("hunter2"))
        #expect(!dumped(["a": ValueSource.value(text)]).contains("hunter2"))
        #expect(Mirror(reflecting: text).children.isEmpty)
        #expect(text.reveal() == Self.secret)
        #expect(!((text as Any) is any Encodable))
    }

    @Test func `A configuration does not print its credentials`() throws {
        let source = "{ value: \(Self.secret) }"
        let configuration = try parse(credentials("basic: { username: \(source), password: \(source) }")).get()
        #expect(!dumped(configuration).contains("hunter2"))
    }

    @Test(
        "No diagnostic repeats what stands where a credential should",
        arguments: [
            "basic: { username: S, password: S }", "basic: { username: { value: [S] }, password: { value: { S: S } } }",
            "basic: { S: x, username: { S }, password: { value: S, file: S } }", "basic: S", "S", "[S]", "{ S: S }",
            "basic: { username: { value: \"S:S\" }, password: { value: \" S\" } }",
            "basic: { username: { value: \"S\\n\" }, password: {} }",
            "basic: { username: { valeu: S }, password: { secretKeyRef: { name: S/S, key: S/S, namespace: S } } }",
            "basic: { username: { file: [S], env: S=S }, password: { env: S=S } }",
            "ecr: { region: eu-west-1, accessKeyID: S, secretAccessKey: { value: S }, roleARN: S, sessionToken: [S] }",
            "gar: { serviceAccountKey: S, impersonate: S, endpoint: \"https://S:S@x\" }",
            "acr: { servicePrincipal: S }",
            "acr: { servicePrincipal: { clientSecret: S, S: S } }", "ocir: { authToken: { username: S, password: S } }",
            "icr: { apiKey: S }", "dockerHub: { username: S, password: S }", "github: { app: { privateKey: S } }",
            "exec: { command: x, env: [{ name: A, value: [S] }, { S: S }], apiVersion: S }",
        ]
    )
    func diagnostics(lines: String) {
        let text = credentials(lines.replacing("S", with: Self.secret))
        let reading = parse(text)
        #expect(reading.configuration == nil)
        #expect(!reading.errors.isEmpty)
        #expect(!reading.diagnostics.description.contains("hunter2"))
        #expect(!ConfigurationError.invalid(reading.diagnostics).description.contains("hunter2"))
    }

    @Test(
        "No diagnostic repeats a password that stands in a pattern",
        arguments: [
            "oci://robot:pw@a.example", "HTTPS://robot:pw@a.example", "https:/robot:pw@a.example", "robot:pw@a.example",
            "robot:1/pw@a.example", "robot:a/pw@a.example", "robot:pw?x@a.example", "robot:pw@a.example:https",
            "robot:pw@a.example/*", "robot:pw@A.example", "robot:pw@*",
        ]
    )
    func patterns(pattern: String) {
        let pattern = pattern.replacing("pw", with: Self.secret)
        let keys = "matchImages: [\"\(pattern)\", \"\(pattern)\"]\nkeys: [\"\(pattern)\"]\n"
        for kind in ["gar: {}", "ecr: { hosts: [\"\(pattern)\"] }", "basic: { username: a, password: { env: P } }"] {
            let reading = parse(registry(keys + "credentials: { \(kind) }"))
            #expect(!reading.diagnostics.isEmpty)
            #expect(!reading.diagnostics.description.contains("hunter2"), "\(reading.diagnostics)")
        }
    }
}
