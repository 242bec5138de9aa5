import Configuration
import Images

/// `quay`: a robot account of Quay.
struct QuaySource: ServiceAccountSource {
    /// What the robot proves itself with.
    enum Proof: Sendable, Hashable {
        /// Its own token.
        case token(ValueSource)
        /// A ServiceAccount token, exchanged for one of about an hour.
        case oidc(TokenOrigin)
    }

    /// `organisation+robot`.
    let username: ValueSource
    /// What the robot proves itself with.
    private(set) var proof: Proof
    /// The audience that the ServiceAccount token must be for; nil where the configuration does not say.
    let audience: String?
    /// The base URL of Quay; nil for the registry's host.
    let endpoint: Endpoint?

    static let kind = "quay"
    static let vendorHosts: VendorHosts? = VendorHosts(registries: ["quay.io"], services: ["quay.io"])
    static let summary = "A robot account of Quay."
    static let keys: [SettingKey] = [
        .required("username", .valueSource, "The robot's name, organisation+robot."),
        .key("token", .valueSource, "The robot's token, or oidc."),
        .key(
            "oidc",
            .mapping([
                .key("tokenFile", .file, "The path of a projected ServiceAccount token; not beside serviceAccount."),
                .key("audience", .text, "What the federation's audiences ask for."),
            ]),
            "A ServiceAccount token that a robot federation trusts, or token."
        ),
        .key("serviceAccount", .serviceAccount, "In place of the file of oidc, another ServiceAccount."),
        .fromPod,
        .key("endpoint", .url, "The base URL of a Quay of one's own."),
    ]

    init?(_ fields: Fields, scope: PatternScope) {
        endpoint = fields.endpoint()
        let username = fields.requiredValue("username")
        let token = fields.value("token")
        let oidc = fields.fields("oidc")
        let audience = oidc?.string("audience")
        // There is no audience that Quay expects: its host is what a federation most likely names.
        let account =
            fields.serviceAccount()
            ?? fields.fromPod(
                audience: audience ?? scope.tokenHost(orEndpoint: endpoint),
                "one of the federation's audiences, such as Quay's host"
            )
        let origin = fields.tokenOrigin(below: oidc, account)
        let isFederated = fields.has("oidc") || fields.hasAccount
        if let oidc, !oidc.has("audience") {
            // Quay then takes the ServiceAccount's token whatever it was made for, and says in its log that this will end.
            oidc.warning(
                "has no audience, and Quay has deprecated robot federations without audiences: mount a token for one such as quay.io, list it in "
                    + "the federation's audiences, and write audience: quay.io here"
            )
        }
        fields.checkUserName(username, key: "username")
        guard fields.has("token") != isFederated else {
            fields.error("must have exactly one of token and oidc")
            return nil
        }
        if isFederated { scope.expectOneHost(orEndpoint: endpoint, kind: "quay") }
        guard let username, let proof = token.map(Proof.token) ?? origin.map(Proof.oidc)
        else { return nil }
        self.username = username
        self.proof = proof
        self.audience = audience
    }
}

extension QuaySource {
    /// The same: where a token is exchanged, the patterns name the one host that is asked.
    func narrowed(to image: ImageReference) -> QuaySource? {
        if case .oidc = proof { self } else { nil }
    }
}

extension QuaySource {
    /// The ServiceAccount that the federation trusts, where it is not Pullpass' own.
    var serviceAccount: ServiceAccountUse? {
        if case .oidc(let origin) = proof { origin.serviceAccount } else { nil }
    }

    /// The same with another ServiceAccount.
    func with(_ serviceAccount: ServiceAccountUse) -> QuaySource {
        var source = self
        if case .oidc(let origin) = proof { source.proof = .oidc(origin.with(serviceAccount)) }
        return source
    }
}

extension QuaySource: CustomReflectable {
    var customMirror: Mirror {
        Mirror(
            self,
            settings: [("username", username), ("proof", proof), ("endpoint", endpoint as Any)],
            later: [("audience", audience)]
        )
    }
}
