import Configuration
import Testing

@testable import Credentials
@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `The default chain of Azure` {
    private static let application = ["AZURE_TENANT_ID": "t1", "AZURE_CLIENT_ID": "c1"]
    private static let workload = application.merging(["AZURE_FEDERATED_TOKEN_FILE": "/token"]) { $1 }
    private static let secret = ["AZURE_CLIENT_SECRET": "s"]
    private static let all = workload.merging(secret) { $1 }

    private static func identity(_ variables: [String: String]) throws -> ACRSource.Identity {
        try AzureEnvironment(CheckedEnvironment(variables)).identity()
    }

    private static let workloadIdentity = ACRSource.Identity.workloadIdentity(
        tenantID: nil,
        clientID: nil,
        tokenFile: nil
    )
    private static let secretIdentity = ACRSource.Identity.servicePrincipal(
        tenantID: "t1",
        clientID: "c1",
        proof: .secret(.environment("AZURE_CLIENT_SECRET"))
    )

    @Test(
        arguments: [
            ([:], .managedIdentity(.systemAssigned)), (["AZURE_CLIENT_ID": "c1"], .managedIdentity(.clientID("c1"))),
            (["AZURE_CLIENT_ID": ""], .managedIdentity(.systemAssigned)),
            (application, .managedIdentity(.clientID("c1"))),
            (workload, workloadIdentity), (all, secretIdentity),
            (all.merging(["AZURE_CLIENT_SECRET": ""]) { $1 }, workloadIdentity),
            (all.merging(["AZURE_TENANT_ID": ""]) { $1 }, .managedIdentity(.clientID("c1"))),
            (
                application.merging([
                    "AZURE_CLIENT_CERTIFICATE_PATH": "/c.pem", "AZURE_CLIENT_CERTIFICATE_PASSWORD": "p",
                    "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN": "1",
                ]) { $1 },
                .servicePrincipal(
                    tenantID: "t1",
                    clientID: "c1",
                    proof: .certificate(
                        .file("/c.pem"),
                        passphrase: .environment("AZURE_CLIENT_CERTIFICATE_PASSWORD"),
                        sendsChain: true
                    )
                )
            ),
            (all.merging(["AZURE_TOKEN_CREDENTIALS": "prod"]) { $1 }, secretIdentity),
            (all.merging(["AZURE_TOKEN_CREDENTIALS": "WorkloadIdentityCredential"]) { $1 }, workloadIdentity),
            (["AZURE_TOKEN_CREDENTIALS": "workloadidentitycredential"], workloadIdentity),
            (
                all.merging(["AZURE_TOKEN_CREDENTIALS": "managedidentitycredential"]) { $1 },
                .managedIdentity(.clientID("c1"))
            ),
        ] as [([String: String], ACRSource.Identity)]
    )
    func `takes the first that is there`(variables: [String: String], identity: ACRSource.Identity) throws {
        #expect(try Self.identity(variables) == identity)
    }

    @Test(
        arguments: [
            (["AZURE_TOKEN_CREDENTIALS": "dev"], "AZURE_TOKEN_CREDENTIALS"),
            (["AZURE_TOKEN_CREDENTIALS": "azureclicredential"], "prod"),
            (["AZURE_TOKEN_CREDENTIALS": "environmentcredential"], "AZURE_CLIENT_SECRET"),
            (["AZURE_CLIENT_ID": "c1\n"], "AZURE_CLIENT_ID"),
            (["AZURE_TENANT_ID": " t", "AZURE_CLIENT_ID": "c"], "AZURE_TENANT_ID"),
            (workload.merging(["AZURE_FEDERATED_TOKEN_FILE": "/token\r\n"]) { $1 }, "AZURE_FEDERATED_TOKEN_FILE"),
        ]
    )
    func `says which variable cannot be meant`(variables: [String: String], name: String) throws {
        let error = #expect(throws: CredentialError.self) { try Self.identity(variables) }
        #expect(error?.kind == .misconfigured && error?.description.contains(name) == true)
    }

    @Test func `asks for the identity of AZURE_CLIENT_ID`() async throws {
        try await withPeer(AzureStub.atNoon) { peer in
            let lines =
                "matchImages: [a.azurecr.io]\ncredentials: { acr: { endpoint: \"\(peer.url)\" } }"
            let fetcher = try fetcher(
                lines,
                environment: ["AZURE_CLIENT_ID": "c1", "AZURE_POD_IDENTITY_AUTHORITY_HOST": "\(peer.url)/"]
            )
            #expect(try await fetched(by: fetcher).identity == "managed identity with client ID c1")
            #expect(peer.requests.first?.parameters["client_id"] == "c1")
        }
    }
}
