import Configuration
import Credentials
import FoundationEssentials
import Testing
import Text

@testable import CredentialsTestSupport
@testable import RegistryLogin

/// What check says of credentials that live for seconds.
@Suite struct `A credential that check finds to live too short` {
    private func report(_ lines: String, files: FakeFiles = FakeFiles(), environment: [String: String] = [:])
        async throws -> CredentialReport
    {
        let fetcher = try fetcher(lines, environment: environment, files: files)
        let check = CredentialCheck(try registry(lines), fetcher: fetcher, probe: nil)
        return await Task(executorPreference: try fetchLoop.get()) { await check.run() }.value
    }

    @Test(arguments: [(60, true), (599, true), (600, false), (3600, false), (14_400, false)])
    func `at JFrog is told with the setting of the identity mapping`(life: Int, isTold: Bool) async throws {
        var stub = JFrogStub()
        stub.expiresIn = life
        try await withPeer({ [stub] in stub.answer($0) }) { peer in
            let lines =
                "matchImages: [acme.jfrog.io]\ncredentials: { jfrog: { oidc: { providerName: k8s, tokenFile: /sa }, endpoint: '\(peer.url)' } }"
            let report = try await report(lines, files: FakeFiles(["/sa": JFrogStub.serviceAccount]))
            #expect(report.word == .ok && report.error == nil)
            #expect(report.remarks.count == (isTold ? 1 : 0))
            let text = CredentialReport.text([report], now: noon.now())
            #expect(text.contains("note: it lives for \(life) s only") == isTold, "\(text)")
            #expect(
                text.contains("raise expires_in (token_spec) of the identity mapping of the OIDC integration k8s")
                    == isTold
            )
            #expect(CredentialReport.json([report]).contains("identity mapping") == isTold)
            #expect(!printed(report).contains("hunter2"))
        }
    }

    @Test(arguments: [
        (
            "cacheDuration",
            "exec: { command: /bin/sh, args: ['PLUGIN', good, ',\"cacheDuration\":\"5m\"'], env: ENV }", "cacheDuration"
        ),
        (
            "refreshEvery",
            "exec: { command: /bin/sh, protocol: credentialHelper, refreshEvery: 2m, args: ['HELPER', good], env: ENV }",
            "refreshEvery"
        ),
        (
            "token", "harbor: { username: { value: u }, secret: { value: 'eyJ.eyJleHAiOjE3MDAwMDAxMjB9.x' } }",
            "make it live longer"
        ),
    ])
    func `is told for any kind`(name: String, credentials: String, advice: String) async throws {
        let keys = credentials.replacing("PLUGIN", with: FixtureFile.path("plugin.sh")).replacing(
            "HELPER",
            with: FixtureFile.path("helper.sh")
        )
        .replacing("ENV", with: "[{ name: USERNAME, value: u }, { name: PASSWORD, value: p }]")
        let report = try await report("matchImages: [r.example.com]\ncredentials: { \(keys) }")
        #expect(report.remarks.first?.contains(advice) == true, "\(report)")
        #expect(report.word == .ok)
    }

    @Test func `is not told of one without an end`() async throws {
        let report = try await report(
            "matchImages: [a.b]\ncredentials: { basic: { username: { value: u }, password: { value: p } } }"
        )
        #expect(report.remarks == [] && report.expiresAt == nil)
    }
}
