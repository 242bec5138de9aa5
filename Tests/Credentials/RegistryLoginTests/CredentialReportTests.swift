import Credentials
import FoundationEssentials
import Testing
import Text

@testable import CredentialsTestSupport
@testable import RegistryLogin

@Suite("What check tells")
struct CredentialReportTests {
    private static let now = Timestamp(seconds: 1_700_000_000)

    private static var reports: [CredentialReport] {
        var hub = CredentialReport(registry: "hub", kind: "dockerHub")
        hub.identity = "user janedoe"
        hub.login = .good
        var ecr = CredentialReport(registry: "ecr-seoul", kind: "ecr")
        ecr.identity = "role x"
        ecr.expiresAt = now + .seconds(43_199)
        ecr.login = .unknown("it does not answer")
        var gone = CredentialReport(registry: "gone", kind: "basic")
        gone.identity = "user u"
        gone.expiresAt = now - .seconds(5)
        gone.login = .refused("401: make a new one")
        var broken = CredentialReport(registry: "broken", kind: "acr")
        broken.error = "managed identity: nobody answers"
        return [hub, ecr, gone, broken]
    }

    @Test func `a registry has a line for people`() {
        #expect(
            CredentialReport.text(Self.reports, now: Self.now) == """
                hub        dockerHub  ok       user janedoe; no end known; the registry takes it
                ecr-seoul  ecr        UNKNOWN  fetched, but not known whether the registry takes it: it does not answer; role x; ends \
                2023-11-15T10:13:19Z (in 11 h 59 min)
                gone       basic      FAILED   the registry refuses it: 401: make a new one; user u; ends 2023-11-14T22:13:15Z (has ended)
                broken     acr        FAILED   managed identity: nobody answers
                4 registries: 1 ok, 2 FAILED, 1 UNKNOWN (UNKNOWN: fetched, but nobody could say whether the registry takes it; with \
                --strict that fails, too)

                """
        )
        #expect(CredentialReport.text([], now: Timestamp(seconds: 0)).isEmpty)
    }

    @Test(arguments: [
        ([CheckWord.ok], false, false), ([], false, false), ([.ok, .unknown], false, true),
        ([.unknown, .failed], true, true), ([.failed], true, true),
    ])
    func `a check fails where one has failed, and strictly where one is not known`(
        words: [CheckWord],
        fails: Bool,
        failsStrictly: Bool
    ) {
        #expect(CheckWord.fails(words, isStrict: false) == fails)
        #expect(CheckWord.fails(words, isStrict: true) == failsStrictly)
    }

    @Test(arguments: [1e30, -1e30, Double.infinity, -Double.infinity, .nan, .greatestFiniteMagnitude])
    func `an end beyond all calendars is no reason to stop`(end: Double) {
        var report = CredentialReport(registry: "r", kind: "exec")
        report.expiresAt = Timestamp(seconds: end)
        #expect(CredentialReport.text([report], now: Self.now).contains("ends "))
        #expect(CredentialReport.json([report]).contains("\"expiresAt\" : \""))
    }

    private struct Giving: CredentialFetcher {
        let end: Timestamp
        var scope: CredentialScope { CredentialScope(nil) }
        var inputs: CredentialInputs { CredentialInputs() }

        func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
            let auths = DockerAuths(entries: [.init(key: "a.b", credential: credential("u"))])
            return try FetchedCredential(auths: auths, expiresAt: end, fetchedAt: now, identity: "role x")
        }
    }

    @Test func `a credential that has ended before it was given is none`() async throws {
        let registry = try registry("matchImages: [a.b]\ncredentials: { ecr: { region: eu-west-1 } }")
        let ended = await CredentialCheck(registry, fetcher: Giving(end: Self.now - .seconds(1)), probe: nil).run()
        #expect(ended.word == .failed)
        #expect(ended.error?.contains("compare the clock") ?? false)
        #expect(
            await CredentialCheck(registry, fetcher: Giving(end: Self.now + .seconds(1)), probe: nil).run().word == .ok
        )
    }

    @Test func `a registry has an object for scripts, with every key`() throws {
        struct Line: Decodable, Equatable {
            var name: String
            var kind: String
            var status: String
            var ok: Bool
            var identity: String?
            var expiresAt: String?
            var login: String
            var error: String?
        }
        let text = CredentialReport.json(Self.reports)
        let lines = try JSONDecoder().decode([Line].self, from: Data(text.utf8))
        #expect(
            lines == [
                Line(name: "hub", kind: "dockerHub", status: "ok", ok: true, identity: "user janedoe", login: "good"),
                Line(
                    name: "ecr-seoul",
                    kind: "ecr",
                    status: "UNKNOWN",
                    ok: true,
                    identity: "role x",
                    expiresAt: "2023-11-15T10:13:19Z",
                    login: "unknown"
                ),
                Line(
                    name: "gone",
                    kind: "basic",
                    status: "FAILED",
                    ok: false,
                    identity: "user u",
                    expiresAt: "2023-11-14T22:13:15Z",
                    login: "refused",
                    error: "401: make a new one"
                ),
                Line(
                    name: "broken",
                    kind: "acr",
                    status: "FAILED",
                    ok: false,
                    login: "notTried",
                    error: "managed identity: nobody answers"
                ),
            ]
        )
        for key in ["expiresAt", "identity", "error", "pullLimit"] {
            #expect(text.split(separator: "\"\(key)\"").count == 5)
        }
    }
}
