internal import Configuration
import Credentials
import FoundationEssentials
internal import Text

/// A ServiceAccount token, read or asked for anew for each exchange: the kubelet replaces a projected one before it ends.
struct ServiceAccountToken: Sendable, Confidential {
    let text: SecretText
    /// `system:serviceaccount:NAMESPACE:NAME`, and for which audiences; for errors about a federation that does not trust it.
    let holder: String

    private struct Claims: Decodable {
        let sub: String?
        let aud: Audiences?
    }

    /// One audience or a list of them (RFC 7519 section 4.1.3).
    private struct Audiences: Decodable {
        let names: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            names = try (try? [container.decode(String.self)]) ?? container.decode([String].self)
        }
    }

    /// Reads the file.
    ///
    /// - Throws: `.misconfigured` when it is not there, is empty, or holds a token that has ended.
    init(file: String, values: ValueResolver, now: Timestamp) async throws(CredentialError) {
        let text = try await values.text(of: .file(file), part: "ServiceAccount token")
        if let end = ExpiryTime.ofToken(text.reveal()), end <= now {
            throw Place(identity: "ServiceAccount token from file \(file)").misconfigured(
                "its time was over at \(end.whole)",
                fix: "mount it as a projected volume (serviceAccountToken), which the kubelet renews"
            )
        }
        self.init(text, otherwise: "the ServiceAccount token of file \(file)")
    }

    /// Takes a token; `otherwise` is how one is called that does not say whose it is.
    init(_ text: SecretText, otherwise: String) {
        self.text = text
        let claims = JSONWebToken.claims(Claims.self, of: text.reveal())
        holder = [
            claims?.sub.map { Printable.text($0) } ?? otherwise,
            claims?.aud.map { "for audience \(Printable.list($0.names))" },
        ].compactMap(\.self).joined(separator: " ")
    }
}
