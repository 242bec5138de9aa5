import Configuration
import FoundationEssentials
import HTTP
import TLS
import TestSupport
import Testing
import Text

@testable import Credentials
@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `A token of Oracle's registry` {
    private static let user =
        "userPrincipal: { tenancyID: t, userID: u, fingerprint: 'aa:bb', privateKey: { file: /key } }"
    private static let machine = "authEndpoint: PROVIDER, metadataEndpoint: PROVIDER"

    private func fetch(
        _ credential: String,
        images: String = "fra.ocir.io",
        files: [String: String] = ["/key": SigningKey.fixture("leaf.key"), "/token": OracleStub().serviceAccountToken],
        makesKeys: Bool = false,
        answer: @escaping ProviderPeer.Answer = OracleStub.atNoon
    ) async throws -> (FetchedCredential, [ProviderRequest]) {
        try await withPeer(answer) { peer in
            let lines = "matchImages: [\(images)]\ncredentials: { ocir: { endpoint: PROVIDER, \(credential) } }"
            let fetcher = try fetcher(
                lines.replacing("PROVIDER", with: peer.url),
                files: FakeFiles(files),
                makesKeys: makesKeys
            )
            return (try await fetched(by: fetcher), peer.requests)
        }
    }

    private func refusal(
        _ credential: String,
        files: [String: String] = ["/key": SigningKey.fixture("leaf.key"), "/token": OracleStub().serviceAccountToken],
        answer: @escaping ProviderPeer.Answer = OracleStub.atNoon
    ) async throws -> CredentialError {
        let error = await #expect(throws: CredentialError.self) {
            try await fetch(credential, files: files, answer: answer)
        }
        let found = try #require(error)
        #expect(!printed(found).contains("hunter2"))
        return found
    }

    @Test func `is given for a request that the user's key signed`() async throws {
        let (fetched, requests) = try await fetch(Self.user)
        #expect(fetched.identity == "user u" && fetched.expiresAt == noon.now() + .seconds(3600))
        let credential = try #require(fetched.auths.entries.first?.credential)
        #expect(credential.username == "BEARER_TOKEN" && credential.password.reveal() == "hunter2-token")
        let signature = try #require(requests.first.flatMap(OracleSignature.init))
        #expect(
            signature.text.hasPrefix(
                "date: Tue, 14 Nov 2023 22:13:20 GMT\n(request-target): get /20180419/docker/token\nhost: 127.0.0.1:"
            )
        )
        let publicKey = try SigningKey.shared.publicKey
        #expect(try await SigningKey.verifies(signature.bytes, of: signature.text, by: publicKey))
    }

    @Test func `is given for a session key that the machine's certificate vouched for`() async throws {
        let (fetched, requests) = try await fetch(Self.machine, makesKeys: true)
        #expect(fetched.identity == "instance principal of tenancy ocid1.tenancy.oc1..t")
        let federation = try #require(requests.first { $0.path == "/v1/x509" })
        let signature = try #require(OracleSignature(federation))
        let leafKey = try SigningKey.shared.publicKey
        #expect(try await SigningKey.verifies(signature.bytes, of: signature.text, by: leafKey))
        let instance = Array(SigningKey.fixture("instance.pem").utf8)
        let printed = try await Tool.run("openssl", ["x509", "-noout", "-fingerprint", "-sha256"], input: instance)
        let fingerprint = printed.outputText.split(separator: "=")[1].split(separator: "\n")[0].lowercased()
        #expect(signature.keyID == "ocid1.tenancy.oc1..t/fed-x509-sha256/\(fingerprint)")
        #expect(federation.fields["x-content-sha256"] == Base64.encode(try Digest.sha256(federation.body)))

        struct Body: Decodable {
            let certificate: String
            let publicKey: String
            let intermediateCertificates: [String]
            let fingerprintAlgorithm: String
        }
        let body = try JSONDecoder().decode(Body.self, from: Data(federation.body))
        func lines(_ name: String) -> String {
            SigningKey.fixture(name).split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        }
        #expect(body.certificate == lines("instance.pem") && body.fingerprintAlgorithm == "SHA256")
        #expect(body.intermediateCertificates == [lines("intermediate.pem")])

        let last = try #require(requests.last)
        let token = try #require(OracleSignature(last))
        #expect(token.keyID.hasPrefix("ST$") && StubToken.claims(of: String(token.keyID.dropFirst(3))) != nil)
        let sessionKey = "-----BEGIN PUBLIC KEY-----\n\(body.publicKey)\n-----END PUBLIC KEY-----\n"
        #expect(try await SigningKey.verifies(token.bytes, of: token.text, by: sessionKey))
    }

    @Test func `is given for a session key that the cluster vouched for`() async throws {
        let (fetched, requests) = try await fetch(
            "authEndpoint: PROVIDER, workloadIdentity: { tokenFile: /token }",
            makesKeys: true
        )
        #expect(fetched.identity == "ServiceAccount of the OKE cluster")
        struct Body: Decodable { let podKey: String }
        let body = try JSONDecoder().decode(Body.self, from: Data(try #require(requests.first).body))
        let token = try #require(requests.last.flatMap(OracleSignature.init))
        #expect(try await SigningKey.verifies(token.bytes, of: token.text, by: body.podKey))
    }

    @Test func `of a cluster is asked for only where the cluster's own authority vouches`() async throws {
        let server = try ServerCertificate()
        let stranger = try ServerCertificate()
        try await withPeer(OracleStub.atNoon) { registry in
            try await withPeer(tls: server.context, OracleStub.atNoon) { cluster in
                let lines =
                    "matchImages: [fra.ocir.io]\ncredentials: { ocir: { endpoint: \(registry.url), authEndpoint: \(cluster.url), workloadIdentity: {} } }"
                let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
                let files = FakeFiles(["\(folder)/token": OracleStub().serviceAccountToken])
                files.set("\(folder)/ca.crt", server.authority)
                let fetcher = try fetcher(lines, files: files)
                #expect(fetcher.inputs.filePaths.isEmpty)
                _ = try await fetched(by: fetcher)
                #expect(cluster.requests.count == 1 && registry.requests.count == 1)

                files.set("\(folder)/ca.crt", stranger.authority)
                let error = try await failure(of: fetcher)
                #expect(error.kind == .unavailable && error.description.contains("TLS"), "\(error)")
                #expect(cluster.requests.count == 1)

                files.set("\(folder)/ca.crt", Array("hunter2".utf8))
                #expect(try await failure(of: fetcher).kind == .misconfigured)
            }
        }
    }

    @Test func `of a cluster needs to know the cluster`() async throws {
        let lines = "matchImages: [fra.ocir.io]\ncredentials: { ocir: { workloadIdentity: { tokenFile: /token } } }"
        let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
        let files = FakeFiles(["/token": OracleStub().serviceAccountToken])
        let start = WallClock.system.now().withoutFraction
        let authority = try CertificateAuthority.make(commonName: "CA", notBefore: start, lifetime: .seconds(86_400))
        files.set("\(folder)/ca.crt", try authority.certificate.pem())
        let error = try await failure(of: fetcher(lines, files: files))
        #expect(error.kind == .misconfigured && error.description.contains("KUBERNETES_SERVICE_HOST"))
    }

    @Test func `is one for each registry that the list names`() async throws {
        let (fetched, requests) = try await fetch(
            "registries: [fra.ocir.io, ocir.eu-frankfurt-1.oci.oraclecloud.com], \(Self.user)",
            images: #""*.ocir.io/ns", ocir.eu-frankfurt-1.oci.oraclecloud.com"#
        )
        #expect(fetched.auths.entries.map(\.key) == ["fra.ocir.io/ns", "ocir.eu-frankfurt-1.oci.oraclecloud.com"])
        #expect(requests.count == 2)
    }

    @Test(arguments: [(#"{"access_token":"a"}"#, 3600.0), (#"{"token":"a","expires_in":"60"}"#, 60)])
    func `is read in every form`(answer: String, life: Double) async throws {
        let (fetched, _) = try await fetch(Self.user) { _ in .json(200, answer) }
        #expect(fetched.expiresAt == noon.now() + .seconds(life))
    }

    @Test func `that is refused is reported with user, code and what to do`() async throws {
        let error = try await refusal(Self.user.replacing("userID: u", with: "userID: w"))
        #expect(error.kind == .refused && error.code == "NotAuthenticated" && error.identity == "user w")
        #expect(error.fix?.contains("aa:bb") == true)
    }

    @Test(
        arguments: [
            ("hunter2", "BEGIN PRIVATE KEY"), (SigningKey.fixture("leaf-encrypted.key"), "encrypted"),
            (SigningKey.fixture("instance.pem"), "BEGIN PRIVATE KEY"),
        ]
    )
    func `needs a key that can be read`(pem: String, reason: String) async throws {
        let error = try await refusal(Self.user, files: ["/key": pem])
        #expect(error.kind == .misconfigured)
        #expect(error.description.contains(reason) && error.description.contains("file /key"), "\(error)")
    }

    @Test func `needs an RSA key`() async throws {
        let pem = String(decoding: try PrivateKey.generateP256().pem(), as: UTF8.self)
        let error = try await refusal(Self.user, files: ["/key": pem])
        #expect(error.kind == .misconfigured && error.description.contains("no RSA key"))
    }

    @Test(arguments: [
        ("cert.pem", "application.pem", "no tenancy"), ("key.pem", "leaf-encrypted.key", "encrypted"),
        ("cert.pem", "intermediate.pem", "no tenancy"),
    ])
    func `is not asked for with metadata that do not fit`(path: String, fixture: String, reason: String) async throws {
        let error = try await refusal(Self.machine) { request in
            request.path.hasSuffix(path)
                ? .content(200, "text/plain", SigningKey.fixture(fixture)) : OracleStub().answer(request)
        }
        #expect(error.kind == .unavailable && error.description.contains(reason), "\(error)")
    }

    @Test func `comes by the first version of the metadata service where there is no second`() async throws {
        let (_, requests) = try await fetch(Self.machine) { request in
            guard request.path.hasPrefix("/opc/") else { return OracleStub().answer(request) }
            guard request.path.hasPrefix("/opc/v1/") else { return HTTPResponse(status: 404) }
            let name = request.path.split(separator: "/").last.map(String.init) ?? ""
            let fixture = ["cert.pem": "instance.pem", "key.pem": "leaf.key"][name] ?? name
            return .content(200, "text/plain", SigningKey.fixture(fixture))
        }
        #expect(requests.count == 8)
    }

    @Test(
        arguments: [
            ("CN=i,OU=opc-tenant:ocid1.t", "ocid1.t"), ("OU=opc-identity:ocid1.u+CN=x", "ocid1.u"),
            ("CN=opc-tenantx", nil), ("", nil), ("OU=x,O=y", nil),
        ]
    )
    func `is for the tenancy of the certificate`(subject: String, tenancy: String?) {
        #expect(OCIInstance.tenancy(of: subject) == tenancy)
    }

    @Test(
        arguments: [
            ("eu-frankfurt-1", "oraclecloud.com", "https://auth.eu-frankfurt-1.oraclecloud.com"),
            ("us-gov-1", "oraclegovcloud.com", "https://auth.us-gov-1.oraclegovcloud.com"),
            ("evil.example/", "oraclecloud.com", nil), ("", "oraclecloud.com", nil), ("a", "b@evil", nil),
        ]
    )
    func `is vouched for in the machine's region`(region: String, domain: String, authority: String?) {
        #expect(OCIInstance.authority(region: region, domain: domain) == authority)
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (1_700_000_000, "Tue, 14 Nov 2023 22:13:20 GMT"),
            (1_709_164_800.9, "Thu, 29 Feb 2024 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] as [(Double, String)]
    )
    func `is signed with a date of HTTP`(seconds: Double, text: String) {
        #expect(OCIDate.text(Timestamp(seconds: seconds)) == text)
    }
}
