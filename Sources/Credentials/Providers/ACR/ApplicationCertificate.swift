import Configuration
import Credentials
import FoundationEssentials
import TLS
import Text

/// The certificate of an application with its key, which signs what the application proves itself with.
struct ApplicationCertificate: Sendable, Confidential {
    private static let fix = "write certificate and RSA private key in PEM, one after the other"

    private let key: PrivateKey
    /// The key's own certificate first.
    private let chain: [Certificate]
    private let place: Place

    /// Reads both.
    ///
    /// - Throws: `.misconfigured` when one of them is missing or they do not belong together.
    init(_ source: ValueSource, passphrase: ValueSource?, values: ValueResolver) async throws(CredentialError) {
        let place = Place(identity: "certificate from \(source)")
        let pem = Array(try await values.text(of: source, part: "certificate").reveal().utf8)
        var opening: SecretText?
        if let passphrase { opening = try await values.text(of: passphrase, part: "passphrase") }
        let all: [Certificate]
        do throws(TLSError) {
            let what = "the private key beside the certificate"
            if let opening {
                key = try PrivateKey.parse(pem: pem, passphrase: opening.reveal(), what: what)
            } else {
                key = try PrivateKey.parse(pem: pem, what: what)
            }
            all = try Certificate.parse(pem: pem, what: "the certificate")
        } catch {
            throw place.misconfigured(error.description, fix: Self.fix)
        }
        let key = key
        guard let own = all.firstIndex(where: { $0.belongs(to: key) }) else {
            throw place.misconfigured("the private key belongs to none of the certificates", fix: Self.fix)
        }
        chain = [all[own]] + all[..<own] + all[(own + 1)...]
        self.place = place
    }

    /// An assertion for Entra ID, as Microsoft's newer libraries make it: PS256, and the certificate by its SHA-256.
    ///
    /// - Parameters:
    ///   - clientID: The application.
    ///   - audience: The token service, as a URL.
    ///   - sendsChain: Whether the certificates go with it, for applications that trust an issuer and a subject name.
    ///   - now: The time; the assertion is good for ten minutes, and begins a little earlier, since clocks differ.
    /// - Returns: The signed assertion.
    /// - Throws: `.misconfigured` for another key than one of RSA.
    func assertion(clientID: String, audience: String, sendsChain: Bool, now: Timestamp) throws(CredentialError)
        -> String
    {
        let start = now.wholeSeconds
        do throws(TLSError) {
            var header = [("x5t#S256", JSONObject.Value.string(Base64.encodeURL(chain[0].sha256)))]
            if sendsChain {
                let bodies = try chain.map { (certificate) throws(TLSError) in
                    String(decoding: try certificate.pem(), as: UTF8.self).split(whereSeparator: \.isNewline)
                        .filter { !$0.hasPrefix("-----") }.joined()
                }
                header.append(("x5c", .strings(bodies)))
            }
            return try JSONWebToken.signPS256(
                header: header,
                claims: [
                    ("aud", .string(audience)), ("iss", .string(clientID)), ("sub", .string(clientID)),
                    ("jti", .string(UUID().uuidString)), ("nbf", .number(start - 10)), ("iat", .number(start - 10)),
                    ("exp", .number(start + 600)),
                ],
                key: key
            )
        } catch {
            throw place.misconfigured(error.description, fix: Self.fix)
        }
    }
}
