import Credentials
import Encodings
import FoundationEssentials
import HTTP

extension KindUnderTest {
    static let ocir: [KindUnderTest] = [
        ocirKind(
            name: "ocir of a user's key",
            "ocir: { endpoint: PROVIDER, userPrincipal: { \(user), privateKey: { secretKeyRef: { name: oci, key: pem } } } }",
            other:
                "ocir: { endpoint: PROVIDER, userPrincipal: { \(otherUser), privateKey: { secretKeyRef: { name: oci, key: pem } } } }",
            secrets: ["oci": .opaque(["pem": SigningKey.fixture("leaf.key")])]
        ),
        ocirKind(
            name: "ocir of a user's encrypted key",
            "ocir: { endpoint: PROVIDER, userPrincipal: { \(user), privateKey: { file: /key }, passphrase: { file: /pass } } }",
            other: "ocir: { endpoint: PROVIDER, userPrincipal: { \(otherUser), privateKey: { file: /key } } }",
            files: ["/key": SigningKey.fixture("leaf-encrypted.key"), "/pass": "hunter2-passphrase\n"]
        ),
        ocirKind(
            name: "ocir of the machine",
            "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, metadataEndpoint: PROVIDER }",
            other:
                "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, metadataEndpoint: PROVIDER, region: us-phoenix-1 }"
        ),
        ocirKind(
            name: "ocir of a ServiceAccount",
            "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, workloadIdentity: { tokenFile: /token } }",
            other: "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, workloadIdentity: { tokenFile: /other } }",
            files: ["/token": "hunter2-subject\n"]
        ),
        ocirKind(
            name: "ocir of an auth token",
            "ocir: { authToken: { username: { value: ns/u }, password: { file: /p } } }",
            other: "ocir: { authToken: { username: { value: ns/v }, password: { file: /p } } }",
            files: ["/p": "hunter2-p"],
            attempts: ["ns/u"],
            provider: nil
        ),
    ]

    private static let user = "tenancyID: t, userID: u, fingerprint: 'aa:bb'"
    private static let otherUser = "tenancyID: t, userID: v, fingerprint: 'aa:bb'"

    private static func ocirKind(
        name: String,
        _ credentials: String,
        other: String,
        secrets: [String: SecretData] = [:],
        files: [String: String] = [:],
        attempts: [String] = ["BEARER_TOKEN"],
        provider: ProviderPeer.Answer? = OracleFixture.answer
    ) -> KindUnderTest {
        func lines(_ credentials: String) -> String { "matchImages: [fra.ocir.io/ns]\ncredentials: { \(credentials) }" }
        return KindUnderTest(
            name: name,
            lines: lines(credentials),
            otherLines: lines(other),
            secrets: secrets,
            files: files,
            attempts: attempts,
            image: "fra.ocir.io/ns/x:1",
            provider: provider
        )
    }
}

/// Oracle's services as their documentation and SDKs have them: every request must be exactly right.
enum OracleFixture {
    static let securityToken = SentToken.unsigned(#"{"sub":"hunter2","exp":1700003600}"#)

    /// What a request says of its signature.
    struct Signature {
        let names: String
        let keyID: String
        let bytes: [UInt8]
        /// What was signed, made again out of the request.
        let text: String

        init?(_ request: ProviderRequest) {
            guard let value = request.fields["authorization"], value.hasPrefix("Signature ") else { return nil }
            var parts: [String: String] = [:]
            for part in value.dropFirst(10).split(separator: ",") {
                let pair = part.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, pair[1].hasPrefix("\""), pair[1].hasSuffix("\"") else { return nil }
                parts[String(pair[0])] = String(pair[1].dropFirst().dropLast())
            }
            guard parts["version"] == "1", parts["algorithm"] == "rsa-sha256", let names = parts["headers"],
                let keyID = parts["keyId"], let bytes = parts["signature"].flatMap(Base64.decode), bytes.count == 256
            else { return nil }
            self.names = names
            self.keyID = keyID
            self.bytes = bytes
            let query = request.query.map { "?\($0)" } ?? ""
            text = names.split(separator: " ").map(String.init).map { name in
                let value =
                    name == "(request-target)"
                    ? "\(request.method.lowercased()) \(request.path)\(query)" : request.fields[name] ?? "missing"
                return "\(name): \(value)"
            }.joined(separator: "\n")
        }
    }

    @Sendable static func answer(_ request: ProviderRequest) -> HTTPResponse {
        let isMetadata = request.fields["authorization"] == "Bearer Oracle"
        switch (request.method, request.path) {
        case ("GET", "/opc/v2/identity/cert.pem") where isMetadata: return pem("instance.pem")
        case ("GET", "/opc/v2/identity/key.pem") where isMetadata: return pem("leaf.key")
        case ("GET", "/opc/v2/identity/intermediate.pem") where isMetadata: return pem("intermediate.pem")
        case ("POST", "/v1/x509"):
            let signature = Signature(request)
            let isRight =
                signature?.names == "date (request-target) content-length content-type x-content-sha256"
                && signature?.keyID.hasPrefix("ocid1.tenancy.oc1..t/fed-x509-sha256/") == true
                && request.fields["date"] == "Tue, 14 Nov 2023 22:13:20 GMT"
            return isRight ? .json(200, #"{"token":"\#(securityToken)"}"#) : refusal
        case ("POST", "/resourcePrincipalSessionTokens"):
            guard request.fields["authorization"] == "Bearer hunter2-subject",
                request.text.hasPrefix(#"{"podKey":"-----BEGIN PUBLIC KEY-----\n"#)
            else { return refusal }
            return .json(200, #""\#(Base64.encode(Array(#"{"token":"ST$\#(securityToken)"}"#.utf8)))""#)
        case ("GET", "/20180419/docker/token"):
            let signature = Signature(request)
            let isRight =
                signature?.names == "date (request-target) host"
                && ["t/u/aa:bb", "ST$\(securityToken)"].contains(signature?.keyID)
                && request.fields["date"] == "Tue, 14 Nov 2023 22:13:20 GMT"
            return isRight ? .json(200, #"{"token":"hunter2-token","scope":"","expires_in":3600}"#) : refusal
        default: return .json(404, #"{"code":"NotAuthorizedOrNotFound","message":"not found"}"#)
        }
    }

    private static let refusal = HTTPResponse.json(
        401,
        #"{"code":"NotAuthenticated","message":"The required information to complete authentication was not provided or was incorrect."}"#
    )

    private static func pem(_ name: String) -> HTTPResponse {
        .content(200, "text/plain", SigningKey.fixture(name))
    }
}
