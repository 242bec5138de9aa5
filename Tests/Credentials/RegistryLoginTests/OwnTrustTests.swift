import Configuration
import Credentials
import HTTP
import HTTPClient
import TLS
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport
@testable import RegistryLogin

/// Registries whose certificate only their own `tls.ca` explains.
@Suite struct `A registry with authorities of its own` {
    /// The client of everybody else: it believes nobody.
    private static func stranger() throws -> HTTPClient {
        HTTPClient(loop: try fetchLoop.get(), tls: try TLSClientContext(trust: .nobody))
    }

    private func lines(_ peer: ProviderPeer, _ ca: String) -> String {
        let host = peer.url.dropFirst("https://".count)
        let tls = ca.isEmpty ? "" : "tls: { ca: \(ca) }\n"
        return "matchImages: ['\(host)']\n\(tls)credentials: { basic: { username: { env: U }, password: { env: P } } }"
    }

    /// Fetches and probes as the keeper and `check` do.
    private func check(
        _ lines: String,
        _ clients: RegistryClients,
        files: FakeFiles = FakeFiles(),
        secrets: FakeSecrets = FakeSecrets()
    ) async throws -> CredentialReport {
        let registry = try registry(lines)
        let fetcher = makeFetcher(
            registry: registry,
            environment: ["U": "joe", "P": "hunter2"],
            secrets: secrets,
            clock: noon,
            http: clients.shared,
            files: files,
            clients: clients
        )
        let check = CredentialCheck(registry, fetcher: fetcher, probe: RegistryProbe(clients: clients))
        return await Task(executorPreference: clients.shared.loop) { await check.run() }.value
    }

    private func answer(_ request: ProviderRequest) -> HTTPResponse {
        ProbedRegistry(scheme: "Basic").answer(request, at: "")
    }

    @Test func `is believed with them, from a file, a Secret and the configuration, and by nobody without`()
        async throws
    {
        let certificate = try ServerCertificate()
        let pem = String(decoding: certificate.authority, as: UTF8.self)
        try await withPeer(tls: certificate.context, answer) { peer in
            let inline = "{ value: \"\(pem.replacing("\n", with: "\\n"))\" }"
            for ca in ["{ file: /ca.crt }", "{ secretKeyRef: { name: corporate, key: ca.crt } }", inline] {
                let clients = RegistryClients(try Self.stranger())
                let report = try await check(
                    lines(peer, ca),
                    clients,
                    files: FakeFiles(["/ca.crt": "\u{FEFF}\(pem)\(pem)"]),
                    secrets: FakeSecrets(["corporate": .opaque(["ca.crt": pem])])
                )
                #expect(report.word == .ok, "\(report)")
                // The same clients, another registry.
                let other = try await check(lines(peer, ""), clients)
                #expect(other.word == .unknown)
                #expect(other.login?.doubt.contains("give Pullpass the CA: SSL_CERT_FILE") ?? false, "\(other)")
            }
        }
    }

    @Test func `is asked with what stands there at each fetch`() async throws {
        let (old, new) = (try ServerCertificate(), try ServerCertificate())
        let clients = RegistryClients(try Self.stranger())
        let files = FakeFiles()
        try await withPeer(tls: new.context, answer) { peer in
            let lines = lines(peer, "{ file: /ca.crt }")
            for (pem, word) in [
                (old.authority, CheckWord.unknown), (new.authority, .ok), (old.authority + new.authority, .ok),
            ] {
                files.set("/ca.crt", pem)
                #expect(try await check(lines, clients, files: files).word == word)
            }
            files.set("/ca.crt", nil)
            let gone = try await check(lines, clients, files: files)
            #expect(gone.error?.hasPrefix("tls.ca from file /ca.crt: ") ?? false, "\(gone)")
        }
    }

    @Test func `asks its token service with them, and others learn what to write`() async throws {
        let certificate = try ServerCertificate()
        try await withPeer(tls: certificate.context, { _ in .json(200, #"{"token":"t0ken"}"#) }) { peer in
            let kind = "quay: { username: { value: acme+robot }, oidc: { tokenFile: /token }, endpoint: '\(peer.url)' }"
            let files = FakeFiles([
                "/token": "a.b.c", "/ca.crt": String(decoding: certificate.authority, as: UTF8.self),
            ])
            let lines = "matchImages: [quay.io]\ncredentials: { \(kind) }"
            func fetch(_ lines: String) async throws -> FetchedCredential {
                let fetcher = try fetcher(lines, files: files, http: try Self.stranger())
                return try await fetched(by: fetcher)
            }
            await #expect { _ = try await fetch(lines) } throws: { error in
                "\(error)".contains("or tls: { ca: { file: … } } or { secretKeyRef: … } below this registry")
            }
            _ = try? await fetch("tls: { ca: { file: /ca.crt } }\n\(lines)")
            #expect(!peer.requests.isEmpty)
        }
    }

    @Test(arguments: [
        ("", "it is empty"), ("hello", "no -----BEGIN CERTIFICATE----- block"),
        ("-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n", "but a private key"),
        ("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JS=", "but the base64 of one"),
        ("-----BEGIN CERTIFICATE-----\\nMIIB", "written as \\n"),
    ])
    func `fails where they are none, and says what is there`(text: String, words: String) async throws {
        let clients = RegistryClients(try Self.stranger())
        let basic = "credentials: { basic: { username: { env: U }, password: { env: P } } }"
        let report = try await check(
            "matchImages: [r.example.com]\ntls: { ca: { file: /etc/ca.crt } }\n\(basic)",
            clients,
            files: FakeFiles(["/etc/ca.crt": text])
        )
        #expect(report.word == .failed)
        let error = report.error ?? ""
        #expect(error.hasPrefix("tls.ca from file /etc/ca.crt: ") && error.contains(words), "\(error)")
        #expect(!error.contains("hunter2"))
        let secrets = FakeSecrets(["corporate": .opaque(["tls.key": text])])
        let reference = "tls: { ca: { secretKeyRef: { name: corporate, key: ca.crt } } }"
        let missing = try await check("matchImages: [r.example.com]\n\(reference)\n\(basic)", clients, secrets: secrets)
        #expect(
            missing.error?.contains("tls.ca from key ca.crt of Secret corporate: the Secret has no such key") ?? false
        )
    }

    @Test func `is fetched again when they change, and shares no token with a registry that trusts others`() throws {
        let ecr = "matchImages: [\"123456789012.dkr.ecr.eu-west-1.amazonaws.com\"]\ncredentials: { ecr: {} }"
        let plain = try fetcher(ecr)
        let fromSecret = try fetcher("tls: { ca: { secretKeyRef: { name: corporate, key: ca.crt } } }\n\(ecr)")
        let fromFile = try fetcher("tls: { ca: { file: /ca.crt } }\n\(ecr)")
        #expect(fromSecret.inputs.secretNames == ["corporate"])
        #expect(fromFile.inputs.filePaths == plain.inputs.filePaths + ["/ca.crt"])
        #expect(Set([plain, fromSecret, fromFile].map(\.scope)).count == 3)
        #expect(plain.inputs.tokens.isDisjoint(with: fromFile.inputs.tokens) && !fromFile.inputs.tokens.isEmpty)
    }

    @Test func `has its client for as long as its fetcher, the same for the same certificates`() async throws {
        let certificate = try ServerCertificate()
        let clients = RegistryClients(try Self.stranger())
        let lines =
            "tls: { ca: { file: /ca.crt } }\nmatchImages: [r.example.com]\n"
            + "credentials: { basic: { username: { env: U }, password: { env: P } } }"
        let first = try registry(lines)
        var second = first
        second.name = "second"
        let files = FakeFiles(["/ca.crt": String(decoding: certificate.authority, as: UTF8.self)])
        func made(_ registry: Registry) -> any CredentialFetcher {
            makeFetcher(
                registry: registry,
                environment: ["U": "joe", "P": "hunter2"],
                secrets: FakeSecrets(),
                clock: noon,
                http: clients.shared,
                files: files,
                clients: clients
            )
        }
        do {
            let fetchers = [made(first), made(second)]
            #expect(clients.client(of: first) === clients.shared)
            for fetcher in fetchers { _ = try await fetched(by: fetcher) }
            #expect(clients.client(of: first) !== clients.shared)
            #expect(clients.client(of: first) === clients.client(of: second))
            // A new configuration makes new fetchers while the old ones are there.
            let again = made(first)
            #expect(clients.client(of: first) !== clients.shared)
            _ = again.inputs
            _ = fetchers.count
        }
        var without = first
        without.tls = nil
        #expect(clients.client(of: without) === clients.shared)
    }
}
