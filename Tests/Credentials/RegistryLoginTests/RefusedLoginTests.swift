import Configuration
import FoundationEssentials
import HTTP
import Testing
import Text

@testable import Credentials
@testable import CredentialsTestSupport
@testable import RegistryLogin

/// Kinds whose credential somebody has made at the registry: that it is wrong shows when it is tried out.
@Suite struct `A credential that its registry refuses` {
    private static let kinds = KindUnderTest.all.filter { $0.provider == nil && $0.name != "exec" }

    /// Asks for Basic authentication, and never likes it.
    @Sendable private static func refuse(_ request: ProviderRequest) -> HTTPResponse {
        .json(
            401,
            #"{"errors":[{"code":"UNAUTHORIZED","message":"hunter2"}]}"#,
            [("WWW-Authenticate", #"Basic realm="a registry""#)]
        )
    }

    @Test(arguments: kinds)
    func `is told by check with identity, registry, its code and what to do`(kind: KindUnderTest) async throws {
        try await withPeer(tls: ServerCertificate().context, Self.refuse) { peer in
            let (registry, fetcher) = try entry(kind, at: peer.url)
            let advice = try #require(registry.credentialKind?.loginAdvice)
            let check = CredentialCheck(registry, fetcher: fetcher, probe: RegistryProbe(http: try network()))
            let report = await Task(executorPreference: try fetchLoop.get()) { await check.run() }.value
            guard case .refused(let reason) = report.login else {
                Issue.record("\(report)")
                return
            }
            #expect(report.word == .failed && report.error == nil)
            #expect(report.identity?.isEmpty == false)
            #expect(reason.contains("refuses it at login (status 401, UNAUTHORIZED): \(advice)"), "\(reason)")
            #expect(advice.split(separator: " ").count > 4)
            let line = CredentialReport.text([report], now: noon.now())
            #expect(line.contains("FAILED") && line.contains(reason) && line.contains(report.identity ?? "?"))
            #expect(CredentialReport.json([report]).contains(#""ok" : false"#))
            #expect(!printed(report).contains(KindUnderTest.seed))
            #expect(peer.requests.contains { $0.fields["authorization"]?.hasPrefix("Basic ") == true })
        }
    }

    /// The registry of a kind at a peer: by its name where it may have any, or else by an endpoint.
    private func entry(_ kind: KindUnderTest, at url: String) throws -> (Registry, any CredentialFetcher) {
        let host = String(url.dropFirst("https://".count))
        func moved(_ text: String) -> String {
            ["ghcr.io", "de.icr.io/team", "fra.ocir.io/ns"].reduce(text) { $0.replacing($1, with: host) }
        }
        let lines = moved(kind.lines)
            .replacing("matchImages: [\(host)]", with: "matchImages: ['\(host)']")
            .replacing("dockerHub: {", with: "dockerHub: { endpoint: '\(url)',")
            .replacing("acr: {", with: "acr: { endpoint: '\(url)',")
        let secrets = kind.secrets.mapValues { secret in
            SecretData(
                type: secret.type,
                data: secret.data.mapValues { Array(moved(String(decoding: $0, as: UTF8.self)).utf8) }
            )
        }
        let fetcher = try fetcher(
            lines,
            environment: kind.environment,
            secrets: FakeSecrets(secrets),
            files: FakeFiles(kind.files.mapValues(moved))
        )
        return (try registry(lines), fetcher)
    }
}
