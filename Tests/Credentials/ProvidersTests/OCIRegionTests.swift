import Configuration
import Credentials
import HTTP
import TLS
import Testing

@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `A region of Oracle's` {
    @Test(arguments: [
        ("fra", "eu-frankfurt-1", "oraclecloud.com"), ("ICN", "ap-seoul-1", "oraclecloud.com"),
        ("iad", "us-ashburn-1", "oraclecloud.com"), ("Eu-Frankfurt-1", "eu-frankfurt-1", "oraclecloud.com"),
        ("lfi", "us-langley-1", "oraclegovcloud.com"), ("us-gov-phoenix-1", "us-gov-phoenix-1", "oraclegovcloud.com"),
        ("ltn", "uk-gov-london-1", "oraclegovcloud.uk"), ("vll", "eu-madrid-2", "oraclecloud.eu"),
        ("nja", "ap-chiyoda-1", "oraclecloud8.com"), ("xx-nowhere-7", "xx-nowhere-7", nil), ("xyz", "xyz", nil),
    ])
    func `has two names and a realm`(text: String, name: String, domain: String?) {
        let region = OCIRegion(text)
        #expect(region.name == name && region.domain == domain)
    }

    @Test(arguments: [
        ("fra", true), ("xx-nowhere-7", true), ("xyz", false), ("", false), ("a.b-c-1", false), ("eu-frankfurt", false),
    ])
    func `is told from what is none`(text: String, isPlausible: Bool) {
        #expect(OCIRegion(text).isPlausible == isPlausible)
    }

    /// Where a machine asks for its security token, and what of its metadata it read for that.
    private func authority(_ keys: String, _ answer: @escaping ProviderPeer.Answer) async throws -> (String, [String]) {
        try await withPeer(answer) { peer in
            let lines =
                "matchImages: [fra.ocir.io]\ncredentials: { ocir: { metadataEndpoint: '\(peer.url)', \(keys) } }"
            let made = try #require(try fetcher(lines) as? OCIRFetcher)
            let instance = OCIInstance(
                source: made.source,
                client: made.parts.client,
                makeSessionKey: made.makeSessionKey
            )
            let found = try await Task(executorPreference: try fetchLoop.get()) { try await instance.authority() }.value
            return (found, peer.requests.map(\.path))
        }
    }

    private static let info =
        #"{"regionKey":"ICN","realmKey":"oc1","realmDomainComponent":"oraclecloud.com","regionIdentifier":"ap-seoul-1"}"#

    @Test(
        arguments: [
            ("", info, "", "https://auth.ap-seoul-1.oraclecloud.com", ["instance/regionInfo"]),
            (
                "", info.replacing("ap-seoul-1", with: "icn"), "", "https://auth.ap-seoul-1.oraclecloud.com",
                ["instance/regionInfo"]
            ),
            // What is configured needs no machine, where its realm is known.
            ("region: fra", "", "", "https://auth.eu-frankfurt-1.oraclecloud.com", []),
            ("region: us-langley-1", "", "", "https://auth.us-langley-1.oraclegovcloud.com", []),
            ("region: us-new-9", info, "", "https://auth.us-new-9.oraclecloud.com", ["instance/regionInfo"]),
            // Older machines say no more than a name, and that shortly.
            (
                "", "", "phx\n", "https://auth.us-phoenix-1.oraclecloud.com",
                ["instance/regionInfo", "instance/regionInfo", "instance/region"]
            ),
            (
                "", "", "uk-gov-london-1", "https://auth.uk-gov-london-1.oraclegovcloud.uk",
                ["instance/regionInfo", "instance/regionInfo", "instance/region"]
            ),
        ]
    )
    func `decides where a machine's security token is asked for`(
        keys: String,
        info: String,
        region: String,
        authority expected: String,
        paths: [String]
    ) async throws {
        let (found, asked) = try await authority(keys) { request in
            switch request.path {
            case "/opc/v2/instance/regionInfo" where !info.isEmpty: .json(200, info)
            case "/opc/v2/instance/region" where !region.isEmpty: .content(200, "text/plain", region)
            default: HTTPResponse(status: 404)
            }
        }
        #expect(found == expected)
        #expect(asked.map { String($0.dropFirst("/opc/v2/".count)) } == paths)
    }

    @Test func `of no realm that is known needs a word more`() async throws {
        let error = await #expect(throws: CredentialError.self) {
            try await authority("") { request in
                request.path.hasSuffix("/region")
                    ? .content(200, "text/plain", "xx-nowhere-7") : HTTPResponse(status: 404)
            }
        }
        #expect(error?.fix?.contains("write authEndpoint: https://auth.<region>") == true)
    }

    private func messages(_ pattern: String, _ keys: String) -> [String] {
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries:\n  - name: r\n    matchImages: ['\(pattern)']\n"
            + "    credentials: { ocir: { \(keys) } }\n"
        let reading = Configuration.parse(Array(text.utf8), file: "c.yaml", mode: .cluster, kinds: CredentialKinds.all)
        return reading.diagnostics.map(\.description)
    }

    @Test(arguments: [
        ("fra.ocir.io", "region: xyz", "\"xyz\" is no region of Oracle's"),
        ("fra.ocir.io", "region: fra, workloadIdentity: {}", "has no effect with workloadIdentity"),
        ("lfi.ocir.io", "", "its registry is ocir.us-langley-1.oci.oraclegovcloud.com"),
        ("uk-gov-london-1.ocir.io", "", "ocir.uk-gov-london-1.oci.oraclegovcloud.uk"),
        ("*.*.ocir.io", "registries: [fra.ocir.io]", "write *.ocir.io"),
        ("*.oci.oraclecloud.com", "registries: [fra.ocir.io]", "write ocir.*.oci.oraclecloud.com"),
        ("ocir.eu-frankfurt-1.oraclecloud.com", "", "write ocir.*.oci.oraclecloud.com"),
    ])
    func `that does not fit is explained`(pattern: String, keys: String, message: String) {
        #expect(messages(pattern, keys).contains { $0.contains(message) }, "\(messages(pattern, keys))")
    }

    @Test(arguments: [
        ("fra.ocir.io/ns/", "region: FRA"), ("eu-frankfurt-1.ocir.io", ""), ("xyz.ocir.io", ""),
        ("ocir.us-langley-1.oci.oraclegovcloud.com", "region: lfi"), ("*.ocir.io", "registries: [fra.ocir.io]"),
        ("artifacts.eu-frankfurt-1.oci.oraclecloud.com", ""), ("registry.example.com", "hosts: [registry.example.com]"),
    ])
    func `that fits is fine`(pattern: String, keys: String) { #expect(messages(pattern, keys) == []) }
}
