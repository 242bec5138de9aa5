import Credentials
import FoundationEssentials
import Processes
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `Oracle's own library` {
    @Test(.enabled(Python.absence(of: "oci")) { await Python.has("oci") })
    func `gets its tokens from the stub of these tests`() async throws {
        let server = try ServerCertificate()
        try await withPeer(OracleStub.today) { machine in
            try await withPeer(tls: server.context, OracleStub.today) { peer in
                let folder = try TemporaryDirectory()
                try folder.write("user.pem", SigningKey.fixture("leaf.key"))
                try folder.write("encrypted.pem", SigningKey.fixture("leaf-encrypted.key"))
                var stub = OracleStub()
                stub.clock = .system
                try folder.write("token", stub.serviceAccountToken)
                let tokens = try await Python.tokens(
                    "oracle/fetch.py",
                    [
                        String(peer.url.dropFirst("https://".count)), folder.write("ca.pem", server.authority),
                        folder.path,
                    ],
                    environment: ["OCI_METADATA_BASE_URL": "\(machine.url)/opc/v2", "HOME": folder.path]
                )
                #expect(
                    tokens.mapValues(\.text) == [
                        "user": "hunter2-token", "encrypted": "hunter2-token", "machine": "hunter2-token",
                        "cluster": "hunter2-token",
                    ]
                )
                #expect(peer.requests.filter { $0.path == "/20180419/docker/token" }.count == 4)
            }
        }
    }

    @Test(.enabled(Python.absence(of: "oci")) { await Python.has("oci") })
    func `knows the regions that Pullpass knows, by both names and with the same realms`() async throws {
        let result = try await Python.run([FixtureFile.path("oracle/regions.py")])
        try #require(result.status.isSuccess, "\(result.errorText)")
        let known = try JSONDecoder().decode([String: [String]].self, from: Data(result.standardOutput))
        #expect(known.count > 50)
        for (short, pair) in known {
            let region = OCIRegion(short)
            #expect(region.name == pair[0])
            #expect(region == OCIRegion(pair[0]))
            #expect(OCIInstance.authority(region: region.name, domain: region.domain ?? "") == pair[1], "\(short)")
        }
    }
}
