import Credentials
import FoundationEssentials
import HTTP
import TLS
import Text

@testable import Providers

/// An instance's metadata service, the federation services of machines and of OKE clusters, and a registry at one address.
///
/// The public key of a session stands in the security token that was given for it.
struct OracleStub: ProviderStub {
    private static let tenancy = "ocid1.tenancy.oc1..t"

    var clock = noon
    /// Whom the cluster's federation service knows.
    var serviceAccount = "system:serviceaccount:pullpass:pullpass"

    func answer(_ request: ProviderRequest) -> HTTPResponse {
        switch (request.method, request.path) {
        case ("GET", let path) where path.hasPrefix("/opc/v2/"): metadata(request)
        case ("POST", "/v1/x509"): federation(request)
        case ("POST", "/resourcePrincipalSessionTokens"): cluster(request)
        case ("GET", "/20180419/docker/token"): registry(request)
        default: .json(404, #"{"code":"NotAuthorizedOrNotFound","message":"not found"}"#)
        }
    }

    // MARK: Metadata

    private func metadata(_ request: ProviderRequest) -> HTTPResponse {
        guard request.fields["authorization"] == "Bearer Oracle", request.query == nil else {
            return .content(401, "text/html", "unauthorized")
        }
        return switch request.path.dropFirst("/opc/v2/".count) {
        case "identity/cert.pem": Self.pem("instance.pem")
        case "identity/key.pem": Self.pem("leaf.key")
        case "identity/intermediate.pem": Self.pem("intermediate.pem")
        // The short name, as machines of the older regions have it.
        case "instance/region": .content(200, "text/plain", "fra")
        default: HTTPResponse(status: 404)
        }
    }

    private static func pem(_ name: String) -> HTTPResponse {
        .content(200, "text/plain", SigningKey.fixture(name))
    }

    // MARK: Security tokens

    /// What the kubelet puts into a Pod; Oracle's library looks into it before it sends it.
    var serviceAccountToken: String {
        let now = Int(clock.now().seconds)
        return StubToken.mint(#"{"sub":"\#(serviceAccount)","iat":\#(now - 60),"exp":\#(now + 3540)}"#)
    }

    private func securityToken(for key: String) -> String {
        let now = Int(clock.now().seconds)
        return StubToken.mint(#"{"sub":"principal","iat":\#(now),"exp":\#(now + 3600),"key":"\#(key)"}"#)
    }

    private func federation(_ request: ProviderRequest) -> HTTPResponse {
        struct Body: Decodable {
            let certificate: String
            let publicKey: String
            let intermediateCertificates: [String]
            let fingerprintAlgorithm: String?
        }
        let instance = Array(SigningKey.fixture("instance.pem").utf8)
        guard let signature = OracleSignature(request), isNow(signature.date),
            signature.names == "date (request-target) content-length content-type x-content-sha256",
            signature.isMade(by: try? SigningKey.shared.verifier), request.query == nil,
            request.fields["content-type"] == "application/json",
            request.fields["x-content-sha256"] == (try? Base64.encode(Digest.sha256(request.body))),
            let body = try? JSONDecoder().decode(Body.self, from: Data(request.body)),
            body.certificate == Self.bare("instance.pem"),
            body.intermediateCertificates == [Self.bare("intermediate.pem")], RSAPublicKey(pem: body.publicKey) != nil,
            !body.publicKey.contains("-"),
            let certificate = try? Certificate.parse(pem: instance, what: "instance.pem").first
        else { return Self.refusal }
        // Oracle's library for Python names the certificate by SHA-1 still, the one for Go by SHA-256.
        let keyID =
            switch body.fingerprintAlgorithm {
            case "SHA256": "\(Self.tenancy)/fed-x509-sha256/\(Self.fingerprint(certificate.sha256))"
            case nil: "\(Self.tenancy)/fed-x509/\(Self.fingerprint(certificate.sha1).uppercased())"
            default: ""
            }
        guard signature.keyID == keyID else { return Self.refusal }
        return .json(200, #"{"token":"\#(securityToken(for: body.publicKey))"}"#)
    }

    private func cluster(_ request: ProviderRequest) -> HTTPResponse {
        struct Body: Decodable { let podKey: String }
        let words = (request.fields["authorization"] ?? "").split(separator: " ").map(String.init)
        guard words.count == 2, words[0] == "Bearer", let claims = StubToken.claims(of: words[1]),
            claims["sub"] == .text(serviceAccount), isValid(claims), request.query == nil,
            request.fields["content-type"] == "application/json",
            let body = try? JSONDecoder().decode(Body.self, from: Data(request.body)),
            // With the lines around it or without them, as Oracle's libraries for Go and for Python have it.
            RSAPublicKey(pem: body.podKey) != nil
        else { return Self.refusal }
        let token = securityToken(for: Self.bare(pem: body.podKey))
        return .json(200, #""\#(Base64.encode(Array(#"{"token":"ST$\#(token)"}"#.utf8)))""#)
    }

    // MARK: The registry

    private func registry(_ request: ProviderRequest) -> HTTPResponse {
        guard let signature = OracleSignature(request), signature.names == "date (request-target) host",
            isNow(signature.date), signature.isMade(by: key(signature.keyID)), request.query == nil
        else { return Self.refusal }
        return .json(200, #"{"token":"hunter2-token","scope":"","expires_in":3600}"#)
    }

    private func key(_ keyID: String) -> RSAPublicKey? {
        if keyID == "t/u/aa:bb" { return try? SigningKey.shared.verifier }
        guard keyID.hasPrefix("ST$"), let claims = StubToken.claims(of: String(keyID.dropFirst(3))),
            isValid(claims)
        else { return nil }
        return claims["key"]?.text.flatMap { RSAPublicKey(pem: $0) }
    }

    private func isValid(_ claims: [String: SentToken.Claim]) -> Bool {
        claims["exp"]?.number.map { clock.now().seconds < $0 } ?? false
    }

    private static let refusal = HTTPResponse.json(
        401,
        #"{"code":"NotAuthenticated","message":"The required information to complete authentication was not provided or was incorrect."}"#
    )

    // MARK: Texts

    private static func bare(_ name: String) -> String { bare(pem: SigningKey.fixture(name)) }

    private static func bare(pem: String) -> String {
        pem.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
    }

    private static func fingerprint(_ digest: [UInt8]) -> String {
        digest.map { Hexadecimal.encode([$0]) }.joined(separator: ":")
    }
}
