import Credentials
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

@Suite struct `Microsoft's own libraries` {
    @Test(
        .enabled(Python.absence(of: "azure-identity and azure-containerregistry")) {
            await Python.has("azure.identity", "azure.containerregistry")
        }
    )
    func `get their tokens from the stub of these tests`() async throws {
        let server = try ServerCertificate(names: ["127.0.0.1", "a1b2.ests.aks"])
        try await withPeer(AzureStub.today) { machine in
            // Entra ID and registries are asked by TLS or not at all.
            try await withPeer(tls: server.context, AzureStub.today) { peer in
                let folder = try TemporaryDirectory()
                try folder.write("application.pem", AzureStub.certificate)
                try folder.write("token", "hunter2-subject")
                let start = WallClock.system.now().seconds
                let tokens = try await Python.tokens(
                    "azure/fetch.py",
                    [
                        String(peer.url.dropFirst("https://".count)), "\(peer.url)/binding", "a1b2.ests.aks",
                        folder.write("ca.pem", server.authority), folder.path,
                    ],
                    environment: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": machine.url, "HOME": folder.path]
                )
                let end = WallClock.system.now().seconds
                #expect(peer.requests.contains { $0.path == "/binding/t1/oauth2/v2.0/token" })
                let lives = [
                    "machine": 3600.0, "client": 3600, "resource": 3600, "object": 3600, "secret": 3599,
                    "certificate": 3599, "workload": 3599, "refresh": 7200, "bound": 3599, "default secret": 3599,
                    "default certificate": 3599, "default workload": 3599, "default machine": 3600,
                ]
                #expect(Set(tokens.keys) == Set(lives.keys).union(["catalogue"]))
                #expect(tokens["catalogue"]?.text == "team/app")
                for (name, life) in lives {
                    let token = try #require(tokens[name])
                    let claims = try #require(StubToken.claims(of: token.text), "\(name)")
                    #expect(
                        claims["aud"] == (name == "refresh" ? "a.azurecr.io" : "https://containerregistry.azure.net")
                    )
                    #expect((start + life - 2...end + life + 1).contains(token.expiresAt ?? 0), "\(name)")
                }
            }
        }
    }
}
