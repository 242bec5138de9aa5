internal import Configuration
import Credentials
internal import Text

/// A projected ServiceAccount token, read anew for each exchange: the kubelet replaces the file before the token ends.
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
        text = try await values.text(of: .file(file), part: part)
        claims = TokenClaims(of: text.reveal())
        if let end = claims?.end, end <= now {
            throw Place(identity: "\(part) from file \(file)").misconfigured(
                "its time was over at \(end.whole)",
                fix: "mount it as a projected volume (serviceAccountToken), which the kubelet renews"
            )
        }
        holder = [
            claims?.subject.map { Printable.line($0, limit: 200) } ?? "the ServiceAccount token of file \(file)",
            claims?.audiences.map { "for audience \(Printable.list($0))" },
        ].compactMap(\.self).joined(separator: " ")
    }
}
