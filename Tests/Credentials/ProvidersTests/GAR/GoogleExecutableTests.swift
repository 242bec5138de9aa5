import Configuration
import Credentials
import FoundationEssentials
import TestSupport
import Testing

@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `An executable that has a token for Google` {
    private static let jwt = "urn:ietf:params:oauth:token-type:jwt"
    private static let good =
        #"{"version":1,"success":true,"token_type":"\#(jwt)","id_token":"hunter2-subject","expiration_time":1700000600}"#

    /// Fetches with a program that is a shell script.
    private func fetch(
        _ script: String,
        allowed: String? = "1",
        options: String = "",
        file: (folder: TemporaryDirectory, name: String)? = nil,
        more: String = ""
    ) async throws -> (Result<FetchedCredential, CredentialError>, String) {
        let folder = try file?.folder ?? TemporaryDirectory()
        let output = try folder.write("said", "")
        let program = try folder.write("program.sh", script.replacing("@SAID@", with: output))
        let command = "/bin/sh '\(program)' --flag \\\"two words\\\""
        let outputFile = file.map { #","output_file":"\#(folder.path)/\#($0.name)""# } ?? ""
        let json = GoogleStub.external(
            source: #"{"executable":{"command":"\#(command)"\#(options)\#(outputFile)}}"#,
            more: more
        )
        let result: Result<FetchedCredential, CredentialError> = try await withPeer(GoogleStub.atNoon) { peer in
            var environment = ["PATH": "/usr/bin:/bin", "SECRET_OF_OTHERS": "hunter2-other", "GOOGLE_X": "kept"]
            environment["GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES"] = allowed
            let registry = try registry(
                "matchImages: [gcr.io]\ncredentials: { gar: { stsEndpoint: \"\(peer.url)\", iamEndpoint: \"\(peer.url)\", externalAccount: { value: '\(json.replacing("'", with: "''"))' } } }"
            )
            let fetcher = makeFetcher(
                registry: registry,
                environment: environment,
                secrets: FakeSecrets(),
                clock: noon,
                http: try network()
            )
            do {
                return .success(try await fetched(by: fetcher))
            } catch let error as CredentialError {
                #expect(!printed(error).contains("hunter2"))
                return .failure(error)
            }
        }
        let said = String(decoding: try Data(contentsOf: URL(filePath: output)), as: UTF8.self)
        return (result, said)
    }

    @Test func `is run by Google's protocol, and told no more than it needs`() async throws {
        let (result, said) = try await fetch(
            "env > @SAID@; echo \"$1 $2\" >> @SAID@; echo '\(Self.good)'",
            more:
                #","service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/\#(GoogleStub.account):generateAccessToken""#
        )
        #expect(try result.get().identity.hasSuffix("as \(GoogleStub.account)"))
        let lines = Set(said.split(whereSeparator: \.isNewline).map(String.init))
        for line in [
            "GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE=\(GoogleStub.audience)", "GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE=\(Self.jwt)",
            "GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE=0", "GOOGLE_EXTERNAL_ACCOUNT_REVOKE=0",
            "GOOGLE_EXTERNAL_ACCOUNT_ID=\(GoogleStub.account)",
            "GOOGLE_EXTERNAL_ACCOUNT_IMPERSONATED_EMAIL=\(GoogleStub.account)", "GOOGLE_X=kept", "--flag two words",
        ] { #expect(lines.contains(line), "\(line) in \(said)") }
        #expect(!said.contains("hunter2"))
    }

    @Test(arguments: [nil, "", "0", "true", "11"] as [String?])
    func `does not run unless it is allowed`(allowed: String?) async throws {
        let (result, said) = try await fetch("echo ran > @SAID@; echo '\(Self.good)'", allowed: allowed)
        let error = #expect(throws: CredentialError.self) { try result.get() }
        #expect(
            error?.kind == .misconfigured && error?.fix?.contains("GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES") == true
        )
        #expect(said.isEmpty)
    }

    @Test(
        arguments: [
            (good.replacing("hunter2-subject", with: ""), CredentialError.Kind.unavailable, "gave no token"),
            (good.replacing("id_token", with: "saml_response"), .unavailable, "gave no token"),
            (good.replacing(":jwt", with: ":other"), .unavailable, "gave no token"),
            (good.replacing("\"version\":1", with: "\"version\":2"), .unavailable, "version 2"),
            (good.replacing("\"version\":1,", with: ""), .unavailable, "no answer of Google's protocol"),
            (good.replacing("1700000600", with: "1700000000"), .unavailable, "expired"),
            (
                #"{"version":1,"success":false,"code":"401","message":"Caller not authorized."}"#, .refused,
                "Caller not authorized."
            ),
            (#"{"version":1,"success":false}"#, .refused, "says no"),
            ("hunter2", .unavailable, "no answer of Google's protocol"),
            ("", .unavailable, "no answer of Google's protocol"),
        ]
    )
    func `is not believed with another answer`(answer: String, kind: CredentialError.Kind, reason: String) async throws
    {
        let (result, _) = try await fetch("echo '\(answer)'")
        let error = #expect(throws: CredentialError.self) { try result.get() }
        #expect(error?.kind == kind && error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test(
        arguments: [
            (
                "echo '\(good)'; echo 'no login for hunter2-subject' >&2; exit 3",
                "exited with code 3: it says \"no login for"
            ),
            (
                "echo '{\"token\":\"hunter2-subject\"}'; echo 'gave hunter2-subject' >&2",
                "JSON with the keys token: it says \"gave"
            ),
            ("echo 'hunter2 and more'", "but no JSON (17 bytes)"), ("exit 4", "exited with code 4"),
        ]
    )
    func `that fails is reported with what it says, and without what it gave`(script: String, reason: String)
        async throws
    {
        let (result, _) = try await fetch(script)
        let error = #expect(throws: CredentialError.self) { try result.get() }
        #expect(error?.kind == .unavailable && error?.reason.contains(reason) == true, "\(String(describing: error))")
    }

    @Test(arguments: [4999, 120_001, 0, -1])
    func `has 5 to 120 seconds`(milliseconds: Int) async throws {
        let (result, said) = try await fetch("echo ran > @SAID@", options: #","timeout_millis":\#(milliseconds)"#)
        let error = #expect(throws: CredentialError.self) { try result.get() }
        #expect(error?.kind == .misconfigured && said.isEmpty)
    }

    @Test(
        arguments: [
            (good, false), (good.replacing("1700000600", with: "1699999999"), true),
            (good.replacing(",\"expiration_time\":1700000600", with: ""), true), ("hunter2", true),
            (good.replacing("true", with: "false"), true),
        ]
    )
    func `does not run while its output file is good`(content: String, runs: Bool) async throws {
        let folder = try TemporaryDirectory()
        try folder.write("out.json", content)
        let (result, said) = try await fetch("echo ran > @SAID@; echo '\(Self.good)'", file: (folder, "out.json"))
        _ = try result.get()
        #expect(said.isEmpty != runs)
    }

    @Test func `may write its output file in place of printing`() async throws {
        let folder = try TemporaryDirectory()
        let (result, _) = try await fetch(
            "echo '\(Self.good)' > \"$GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE\"",
            file: (folder, "out.json")
        )
        _ = try result.get()
    }
}
