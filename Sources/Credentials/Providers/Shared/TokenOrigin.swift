import Configuration
import Credentials
internal import Text

/// Where the ServiceAccount token comes from that a provider is shown.
enum TokenOrigin: Sendable, Hashable {
    /// A projected token, which the kubelet renews.
    case file(String)
    /// The API server, for another ServiceAccount than the Pod's; on a node the kubelet's request, for that of the Pod that is to start.
    case serviceAccount(ServiceAccountUse)

    /// The ServiceAccount, where it is not the Pod's.
    var serviceAccount: ServiceAccountUse? {
        if case .serviceAccount(let account) = self { account } else { nil }
    }

    /// The same with another ServiceAccount, where it has one.
    func with(_ account: ServiceAccountUse) -> TokenOrigin {
        if case .serviceAccount = self { .serviceAccount(account) } else { self }
    }
}

extension ServiceAccountToken {
    /// Reads the file, or asks the API server.
    ///
    /// - Parameters:
    ///   - origin: Where it comes from.
    ///   - audience: For whom it shall be; of a file that is decided, and `serviceAccount.audience` counts before it.
    ///   - part: What a token in a file is called.
    ///   - parts: The ways to both.
    /// - Throws: `.misconfigured`, or `.unavailable` where the API server does not answer.
    init(
        _ origin: TokenOrigin,
        audience: String,
        part: String = "ServiceAccount token",
        parts: FetcherParts
    ) async throws(CredentialError) {
        switch origin {
        case .file(let path):
            try await self.init(file: path, part: part, values: parts.values, now: parts.clock.now())
        case .serviceAccount(let account):
            try await self.init(account, audience: audience, by: parts.serviceAccounts, now: parts.clock.now())
        }
    }

    /// Asks the API server, or looks into the kubelet's request.
    init(
        _ account: ServiceAccountUse,
        audience: String,
        by accounts: any ServiceAccountReader,
        now: Timestamp
    ) async throws(CredentialError) {
        let audience = account.audience ?? audience
        let token = try await accounts.token(of: account, audience: audience)
        let whose = accounts.description(of: account)
        guard TokenEnd.of(token.reveal()).map({ $0 > now }) ?? true else {
            throw CredentialError(
                .unavailable,
                identity: "\(whose), token for audience \(Printable.text(audience))",
                reason: "the \(account.pod == nil ? "API server" : "kubelet") gave one whose time is over",
                fix: "compare the clock of this machine with the time of day"
            )
        }
        self.init(token, otherwise: "\(whose) for audience \(Printable.text(audience))")
    }
}

extension Fields {
    /// Reads where the ServiceAccount token of a federation comes from: `tokenFile` of a mapping, or `serviceAccount` or `fromPod` of the
    /// kind.
    ///
    /// - Parameters:
    ///   - inner: The mapping, which may not be written where there is one of these.
    ///   - account: What they say.
    /// - Returns: Nil where neither is there, or what is there is wrong.
    func tokenOrigin(below inner: Fields?, _ account: ServiceAccountUse?) -> TokenOrigin? {
        if hasAccount {
            inner?.refuseTokenFile(isPod: has("fromPod"))
            return account.map(TokenOrigin.serviceAccount)
        }
        return inner?.requiredString("tokenFile", "write the path of a projected ServiceAccount token")
            .map(TokenOrigin.file)
    }

    /// Reports a `tokenFile` that is written although the token comes from the API server, or with the kubelet's request.
    func refuseTokenFile(isPod: Bool) {
        let other =
            isPod
            ? "fromPod, whose token comes with the kubelet's request"
            : "serviceAccount, whose token comes from the API server"
        self["tokenFile"]?.error("excludes \(other): write only one of them")
    }
}
