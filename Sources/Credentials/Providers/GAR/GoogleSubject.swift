import Configuration
import Credentials
import FoundationEssentials
import HTTPClient
import Text

/// The token of the other identity provider, which workload identity federation exchanges.
struct GoogleSubject {
    static let awsType = "urn:ietf:params:aws:token-type:aws4_request"

    let account: GoogleExternalAccount
    let place: Place
    let context: GoogleContext

    private var source: GoogleExternalAccount.Source { account.source }

    func token(now: Timestamp) async throws(CredentialError) -> SecretText {
        if account.subjectTokenType == Self.awsType {
            return try await GoogleAWSSubject(account: account, place: place, context: context).token(now: now)
        }
        guard source.environment == nil else {
            throw place.misconfigured(
                "its credential_source is AWS (environment_id), and its subject_token_type is not \(Self.awsType)",
                fix: "make the configuration again with --aws"
            )
        }
        if let executable = source.executable {
            let program = GoogleExecutable(executable: executable, account: account, place: place, context: context)
            return try await program.token(now: now)
        }
        guard source.certificate == nil else {
            throw place.misconfigured(
                "its credential_source is a client certificate, which is not supported",
                fix: "use a credential source with file or url, such as a projected ServiceAccount token"
            )
        }
        switch (source.file, source.url) {
        case (let file?, nil): return try extracted(try await text(ofFile: file), "file \(file)")
        case (nil, let url?): return try await asked(url)
        case (nil, nil):
            throw place.misconfigured(
                "its credential_source has neither file nor url",
                fix: "make the configuration again with --credential-source-file"
            )
        case (_?, _?):
            throw place.misconfigured("its credential_source has file and url", fix: "leave only one of them")
        }
    }

    private func text(ofFile file: String) async throws(CredentialError) -> SecretText {
        try await context.values.text(of: .file(file), part: "subject token")
    }

    private func asked(_ text: String) async throws(CredentialError) -> SecretText {
        let service = TokenService(
            client: context.client,
            identity: "subject token",
            fix: "look at the url and the headers of credential_source"
        )
        let url = try service.url(text, "")
        // What the headers and the answer hold would be read on the way; metadata services are on this machine's link.
        guard url.scheme == .https || url.isLoopback || url.isLinkLocal else {
            throw place.misconfigured(
                "its credential_source asks \(url.withoutQuery) without encryption",
                fix: "write an https URL; http is for metadata services on this machine's link"
            )
        }
        let headers = (source.headers ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return try extracted(SecretText(try await service.get(url, headers).text()), url.withoutQuery)
    }

    private func extracted(_ text: SecretText, _ where: String) throws(CredentialError) -> SecretText {
        switch source.format?.type {
        case nil, "text": return text
        case "json": break
        case let other?:
            throw place.misconfigured(
                "its credential_source has the format \(Printable.text(other))",
                fix: "write text or json as its type"
            )
        }
        guard let name = source.format?.field else {
            throw place.misconfigured(
                "its credential_source is JSON without a subject_token_field_name",
                fix: "make the configuration again with --credential-source-field-name"
            )
        }
        let object = try? JSONDecoder().decode([String: AnyJSON].self, from: Data(text.reveal().utf8))
        guard let token = object?[name]?.text, !token.isEmpty else {
            throw CredentialError(
                .unavailable,
                identity: "subject token from \(`where`)",
                endpoint: source.url.flatMap { try? HTTPURL(parsing: $0) }?.withoutQuery,
                reason: "it is no JSON object with the text \(Printable.text(name))",
                fix: "correct subject_token_field_name of credential_source.format"
            )
        }
        return SecretText(token)
    }

    /// A value of JSON of which only a text is of interest.
    private struct AnyJSON: Decodable {
        let text: String?
        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }
}
