internal import Configuration
import Credentials
internal import Text

/// A ServiceAccount token, read or asked for anew for each exchange: the kubelet replaces a projected one before it ends.
struct ServiceAccountToken: Sendable, Confidential {
    let text: SecretText
    /// `system:serviceaccount:NAMESPACE:NAME`, and for which audiences; for errors about a federation that does not trust it.
    let holder: String
    /// What it says of itself; nil where it is no JSON Web Token.
    let claims: TokenClaims?

    /// Reads the file.
    ///
    /// - Throws: `.misconfigured` when it is not there, is empty, or holds a token that has ended.
    init(
        file: String,
        part: String = "ServiceAccount token",
        values: ValueResolver,
        now: Timestamp
    ) async throws(CredentialError) {
        let text = try await values.text(of: .file(file), part: part)
        if let end = TokenClaims(of: text.reveal())?.end, end <= now {
            throw Place(identity: "\(part) from file \(Printable.path(file))").misconfigured(
                "its time was over at \(end.whole)",
                fix: "mount it as a projected volume (serviceAccountToken), which the kubelet renews"
            )
        }
        self.init(text, otherwise: "the ServiceAccount token of file \(Printable.path(file))")
    }

    /// Takes a token; `otherwise` is how one is called that does not say whose it is.
    init(_ text: SecretText, otherwise: String) {
        self.text = text
        claims = TokenClaims(of: text.reveal())
        holder = [
            claims?.subject.map { Printable.line($0, limit: 200) } ?? otherwise,
            claims?.audiences.map { "for audience \(Printable.list($0))" },
        ].compactMap(\.self).joined(separator: " ")
    }
}
