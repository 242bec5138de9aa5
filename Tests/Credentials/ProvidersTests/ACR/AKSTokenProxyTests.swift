import Configuration
import HTTP
import Testing

@testable import Credentials
@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `The token proxy of AKS' identity bindings` {
    private static let name = "a1b2.ests.aks"
    private static let workload = [
        "AZURE_CLIENT_ID": "c1", "AZURE_TENANT_ID": "t1", "AZURE_FEDERATED_TOKEN_FILE": "/token",
    ]

    /// Entra ID below a path, and nowhere else.
    private static let proxied: ProviderPeer.Answer = { request in
        guard request.path == "/binding/t1/oauth2/v2.0/token" else { return HTTPResponse(status: 404) }
        return AzureStub().answer(request)
    }

    private func outcome(
        certificate: ServerCertificate,
        _ variables: [String: String],
        files: [String: String],
        credential: String = ""
    ) async throws -> Result<FetchedCredential, CredentialError> {
        try await withPeer(AzureStub.atNoon) { registry in
            try await withPeer(tls: certificate.context, Self.proxied) { proxy in
                let fetcher = try fetcher(
                    "matchImages: [a.azurecr.io]\ncredentials: { acr: { endpoint: \"\(registry.url)\", \(credential) } }",
                    environment: Self.workload.merging(variables) { $1 }.mapValues {
                        $0.replacing("PROXY", with: proxy.url)
                    },
                    files: FakeFiles(files.merging(["/token": "hunter2-subject"]) { $1 })
                )
                do {
                    return .success(try await fetched(by: fetcher))
                } catch let error as CredentialError {
                    #expect(!printed(error).contains("hunter2"))
                    return .failure(error)
                }
            }
        }
    }

    @Test(arguments: ["PROXY/binding", "PROXY/binding/", "PROXY/binding//"])
    func `is asked at its own path, by its own name and authority`(url: String) async throws {
        let certificate = try ServerCertificate(names: [Self.name])
        let pem = String(decoding: certificate.authority, as: UTF8.self)
        let variables = ["AZURE_KUBERNETES_TOKEN_PROXY": url, "AZURE_KUBERNETES_SNI_NAME": Self.name]
        for (more, files) in [
            (["AZURE_KUBERNETES_CA_FILE": "/ca.crt"], ["/ca.crt": pem]),
            (["AZURE_KUBERNETES_CA_DATA": pem + "\n"], [:]),
        ] {
            let fetched = try await outcome(certificate: certificate, variables.merging(more) { $1 }, files: files)
                .get()
            #expect(fetched.identity == "client c1 of tenant t1 by workload identity")
        }
    }

    @Test func `is believed by its authority and its name alone`() async throws {
        let certificate = try ServerCertificate(names: [Self.name])
        let stranger = try ServerCertificate(names: [Self.name])
        for (authority, name) in [(stranger.authority, Self.name), (certificate.authority, "other.ests.aks")] {
            let result = try await outcome(
                certificate: certificate,
                [
                    "AZURE_KUBERNETES_TOKEN_PROXY": "PROXY/binding", "AZURE_KUBERNETES_SNI_NAME": name,
                    "AZURE_KUBERNETES_CA_FILE": "/ca.crt",
                ],
                files: ["/ca.crt": String(decoding: authority, as: UTF8.self)]
            )
            #expect(throws: CredentialError.self) { try result.get() }
        }
    }

    @Test func `reads its authorities anew for each token`() async throws {
        let old = try ServerCertificate(names: [Self.name])
        let new = try ServerCertificate(names: [Self.name])
        let files = FakeFiles(["/token": "hunter2-subject"])
        files.set("/ca.crt", old.authority)
        try await withPeer(AzureStub.atNoon) { registry in
            try await withPeer(tls: new.context, Self.proxied) { proxy in
                let fetcher = try fetcher(
                    "matchImages: [a.azurecr.io]\ncredentials: { acr: { endpoint: \"\(registry.url)\" } }",
                    environment: Self.workload.merging([
                        "AZURE_KUBERNETES_TOKEN_PROXY": "\(proxy.url)/binding", "AZURE_KUBERNETES_SNI_NAME": Self.name,
                        "AZURE_KUBERNETES_CA_FILE": "/ca.crt",
                    ]) { $1 },
                    files: files
                )
                #expect(try await failure(of: fetcher).kind == .unavailable)
                files.set("/ca.crt", [])
                let empty = try await failure(of: fetcher)
                #expect(empty.kind == .unavailable && empty.description.contains("CA file /ca.crt: it is empty"))
                files.set("/ca.crt", new.authority)
                _ = try await fetched(by: fetcher)
            }
        }
    }

    @Test(
        arguments: [
            (["AZURE_KUBERNETES_SNI_NAME": "x"], "TOKEN_PROXY: it is not set"),
            (["AZURE_KUBERNETES_CA_FILE": "/ca.crt"], "TOKEN_PROXY: it is not set"),
            (["AZURE_KUBERNETES_CA_DATA": "x"], "TOKEN_PROXY: it is not set"),
            (
                [
                    "AZURE_KUBERNETES_TOKEN_PROXY": "PROXY", "AZURE_KUBERNETES_CA_DATA": "x",
                    "AZURE_KUBERNETES_CA_FILE": "/ca.crt",
                ], "only one of AZURE_KUBERNETES_CA_FILE and AZURE_KUBERNETES_CA_DATA"
            ), (["AZURE_KUBERNETES_TOKEN_PROXY": "http://proxy.example"], "https scheme"),
            (["AZURE_KUBERNETES_TOKEN_PROXY": "https://hunter2-u@proxy.example/"], "no user, query or fragment"),
            (["AZURE_KUBERNETES_TOKEN_PROXY": "https://proxy.example/?hunter2=1"], "no user, query or fragment"),
            (["AZURE_KUBERNETES_TOKEN_PROXY": "https://proxy.example/#x"], "no user, query or fragment"),
            (["AZURE_KUBERNETES_TOKEN_PROXY": "proxy.example"], "cannot be used as a URL"),
            (["AZURE_KUBERNETES_TOKEN_PROXY": "PROXY\n"], "white space"),
            (["AZURE_KUBERNETES_TOKEN_PROXY": "PROXY", "AZURE_KUBERNETES_SNI_NAME": "a b"], "it is no name"),
            (
                ["AZURE_KUBERNETES_TOKEN_PROXY": "PROXY", "AZURE_KUBERNETES_CA_FILE": "/ca.crt"],
                "no valid certificates"
            ),
            (["AZURE_KUBERNETES_TOKEN_PROXY": "PROXY", "AZURE_KUBERNETES_CA_FILE": "/none"], "file /none"),
            (
                ["AZURE_KUBERNETES_TOKEN_PROXY": "PROXY", "AZURE_KUBERNETES_CA_DATA": "hunter2"],
                "no valid certificates"
            ),
        ] as [([String: String], String)]
    )
    func `is told from variables that cannot be meant`(variables: [String: String], reason: String) async throws {
        let result = try await outcome(
            certificate: try ServerCertificate(),
            variables,
            files: ["/ca.crt": "no PEM hunter2"]
        )
        let error = #expect(throws: CredentialError.self) { try result.get() }
        #expect(
            error?.kind == .misconfigured && error?.description.contains(reason) == true,
            "\(String(describing: error))"
        )
    }

    @Test func `is not asked for a token of another file, nor where the configuration names Entra ID`() async throws {
        try await withPeer(AzureStub.atNoon) { peer in
            let proxy = ["AZURE_KUBERNETES_TOKEN_PROXY": "https://127.0.0.1:1/"]
            let fetcher = try fetcher(
                "matchImages: [a.azurecr.io]\ncredentials: { acr: { endpoint: \"\(peer.url)\", authorityEndpoint: \"\(peer.url)\" } }",
                environment: Self.workload.merging(proxy) { $1 },
                files: FakeFiles(["/token": "hunter2-subject"])
            )
            _ = try await fetched(by: fetcher)
        }
    }
}
