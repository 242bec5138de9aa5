import Credentials
import FoundationEssentials
import HTTP
import TLS
import Testing
import Text

@testable import CredentialsTestSupport

/// What keeps a stub from being content with anything.
@Suite struct `A stub` {
    private static let stranger = Result { () throws(TLSError) in
        String(decoding: try PrivateKey.generateRSA2048().pem(), as: UTF8.self)
    }

    /// Credentials whose key nobody registered with the provider.
    private static let strangers: [(lines: String, answer: ProviderPeer.Answer)] = [
        (
            "matchImages: [gcr.io]\ncredentials: { gar: { endpoint: PROVIDER, serviceAccountKey: { file: /key.json } } }",
            GoogleStub.atNoon
        ),
        (
            "matchImages: [fra.ocir.io]\ncredentials: { ocir: { endpoint: PROVIDER, userPrincipal: { tenancyID: t, userID: u, fingerprint: 'aa:bb', privateKey: { file: /key } } } }",
            OracleStub.atNoon
        ),
        (
            "matchImages: [ghcr.io]\ncredentials: { github: { app: { appID: 12345, installationID: 678, privateKey: { file: /key } }, endpoint: PROVIDER } }",
            GitHubStub.atNoon
        ),
    ]

    @Test(arguments: strangers.indices)
    func `refuses what another key signed`(index: Int) async throws {
        let (lines, answer) = Self.strangers[index]
        let stranger = try Self.stranger.get()
        let escaped = stranger.replacing("\n", with: "\\n")
        let json = GoogleStub.serviceAccount.replacing(try SigningKey.shared.escapedPEM, with: escaped)
        for (key, isRegistered) in [(stranger, false), (try SigningKey.shared.pem, true)] {
            let files = FakeFiles(["/key": key, "/key.json": isRegistered ? GoogleStub.serviceAccount : json])
            try await withPeer(answer) { peer in
                let fetcher = try fetcher(lines.replacing("PROVIDER", with: peer.url), files: files)
                if isRegistered {
                    _ = try await fetched(by: fetcher)
                } else {
                    #expect(try await failure(of: fetcher).kind == .refused)
                }
            }
        }
    }

    @Test(arguments: strangers.indices)
    func `refuses what was signed at another time`(index: Int) async throws {
        let (lines, answer) = Self.strangers[index]
        let files = FakeFiles(["/key": try SigningKey.shared.pem, "/key.json": GoogleStub.serviceAccount])
        for seconds in [-7200.0, 7200] {
            try await withPeer(answer) { peer in
                let fetcher = try fetcher(
                    lines.replacing("PROVIDER", with: peer.url),
                    files: files,
                    clock: WallClock { noon.now() + .seconds(seconds) }
                )
                #expect(try await failure(of: fetcher).kind == .refused)
            }
        }
    }

    @Test func `refuses the assertion of a certificate that another key signed, or that is for another service`() throws
    {
        let key = try SigningKey.parsed()
        let certificate = try #require(
            Certificate.parse(pem: Array(SigningKey.fixture("application.pem").utf8), what: "it").first
        )
        func status(
            _ key: PrivateKey,
            audience: String = "https://login/t1/oauth2/v2.0/token",
            _ name: String = "x5t",
            _ algorithm: String = "RS256",
            x5t: [UInt8]
        ) throws -> Int {
            let header = #"{"alg":"\#(algorithm)","typ":"JWT","\#(name)":"\#(Base64.encodeURL(x5t))"}"#
            let claims =
                #"{"iss":"c1","sub":"c1","aud":"\#(audience)","jti":"j","iat":1699999990,"exp":1700000600}"#
            let signed = [header, claims].map { Base64.encodeURL(Array($0.utf8)) }.joined(separator: ".")
            let message = Array(signed.utf8)
            let signature = try algorithm == "PS256" ? key.signPS256(message) : key.signRS256(message)
            let assertion = "\(signed).\(Base64.encodeURL(signature))"
            let form = PercentEncoding.form([
                ("grant_type", "client_credentials"), ("client_id", "c1"),
                ("scope", "https://containerregistry.azure.net/.default"),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", assertion),
            ])
            var fields = HTTPFields()
            fields.append(name: "host", value: "login")
            fields.append(name: "content-type", value: "application/x-www-form-urlencoded")
            let request = ProviderRequest(
                method: "POST",
                path: "/t1/oauth2/v2.0/token",
                query: nil,
                fields: fields,
                body: Array(form.utf8)
            )
            return Int(AzureStub().answer(request).status)
        }
        #expect(try status(key, x5t: certificate.sha1) == 200)
        #expect(try status(key, x5t: certificate.sha256) == 401)
        #expect(try status(key, audience: "https://elsewhere/t1/oauth2/v2.0/token", x5t: certificate.sha1) == 401)
        #expect(try status(PrivateKey.generateRSA2048(), x5t: certificate.sha1) == 401)
        #expect(try status(key, "x5t#S256", "PS256", x5t: certificate.sha256) == 200)
        #expect(try status(key, "x5t", "PS256", x5t: certificate.sha1) == 401)
        #expect(try status(key, "x5t#S256", "PS256", x5t: certificate.sha1) == 401)
        #expect(try status(PrivateKey.generateRSA2048(), "x5t#S256", "PS256", x5t: certificate.sha256) == 401)
    }

    @Test func `knows its own tokens from those of others`() {
        let token = StubToken.mint(#"{"sub":"a"}"#)
        #expect(StubToken.claims(of: token) == ["sub": "a"])
        let claims = Base64.encodeURL(Array(#"{"sub":"b"}"#.utf8))
        var parts = token.split(separator: ".").map(String.init)
        parts[1] = claims
        #expect(StubToken.claims(of: parts.joined(separator: ".")) == nil)
        #expect(StubToken.claims(of: "hunter2") == nil && StubToken.claims(of: nil) == nil)
    }
}

@Suite struct `A public key` {
    @Test func `verifies what its private key signed and nothing else`() throws {
        let message = Array("what was said".utf8)
        for _ in 0..<4 {
            let key = try PrivateKey.generateRSA2048()
            let publicKey = try #require(RSAPublicKey(pem: String(decoding: key.publicKeyPEM(), as: UTF8.self)))
            let signature = try key.signRS256(message)
            #expect(publicKey.verifies(signature, of: message))
            #expect(!publicKey.verifies(signature, of: message + [0]))
            #expect(!publicKey.verifies(signature.dropLast() + [signature[255] ^ 1], of: message))
            #expect(!publicKey.verifies(Array(signature.dropLast()), of: message))
            #expect(!publicKey.verifies([UInt8](repeating: 0xFF, count: 256), of: message))
            let salted = try key.signPS256(message)
            #expect(publicKey.verifiesPSS(salted, of: message) && !publicKey.verifies(salted, of: message))
            #expect(!publicKey.verifiesPSS(salted, of: message + [0]) && !publicKey.verifiesPSS(signature, of: message))
            #expect(!publicKey.verifiesPSS(salted.dropLast() + [salted[255] ^ 1], of: message))
            #expect(!(try SigningKey.shared.verifier.verifies(signature, of: message)))
        }
    }

    @Test(arguments: ["", "hunter2", "MA==", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"])
    func `is none`(pem: String) { #expect(RSAPublicKey(pem: pem) == nil) }
}
