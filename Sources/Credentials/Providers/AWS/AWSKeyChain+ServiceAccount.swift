import Configuration
import Credentials
import Text

extension AWSKeyChain {
    /// The other annotation of IRSA that counts; a Pod's token has its audience already.
    ///
    /// `sts-regional-endpoints` says nothing here: the region's own STS is always asked, see ``STSClient``.
    private static let audienceAnnotation = "eks.amazonaws.com/audience"

    /// Keys of the role that trusts another ServiceAccount than the Pod's, or that of the Pod whose image is pulled.
    ///
    /// - Parameters:
    ///   - account: The ServiceAccount.
    ///   - role: The role of the configuration; without it that of the annotation, which for a Pod goes first where it is read.
    /// - Returns: Keys of the role.
    /// - Throws: `.misconfigured` where there is no role, too: EKS Pod Identity gives keys only to Pods that run as the ServiceAccount.
    func keys(of account: ServiceAccountUse, role: AWSIdentity.Role?) async throws(CredentialError) -> AWSKeys {
        let accounts = service.serviceAccounts
        let whose = accounts.description(of: account)
        guard role?.externalID == nil else {
            throw Place(identity: whose).misconfigured(
                "an external ID cannot be sent with a ServiceAccount's token",
                fix: "remove externalID; the trust policy of such a role looks at the token's sub and aud"
            )
        }
        let annotations: [String: String] =
            if role != nil, account.audience != nil, account.pod == nil { [:] } else {
                try await accounts.annotations(of: account)
            }
        let key = account.annotation(.role, otherwise: AWSIdentity.roleAnnotation)
        let annotated = key.flatMap { annotations[$0] }
        let shown = key ?? AWSIdentity.roleAnnotation
        guard let arn = account.pod == nil ? role?.arn ?? annotated : annotated ?? role?.arn else {
            throw Place(identity: whose).misconfigured(
                "it has no annotation \(shown), and there is no roleARN (an EKS Pod Identity association cannot be used: AWS gives "
                    + "its keys only to Pods that run as that ServiceAccount)",
                fix: "annotate it with a role whose trust policy names it (IRSA), or write roleARN"
            )
        }
        guard AWSNames.isRole(arn) else {
            throw Place(identity: whose).misconfigured(
                "its annotation \(shown) is \(Printable.line(arn, limit: 200)), which is no ARN of a role",
                fix: "write arn:aws:iam::<12 digits>:role/<name>"
            )
        }
        let audience =
            annotations[Self.audienceAnnotation].flatMap { $0.isEmpty ? nil : $0 } ?? AWSIdentity.audience
        let now = service.clock.now()
        let token = try await ServiceAccountToken(account, audience: audience, by: accounts, now: now)
        return try await sts(sessionName: Self.sessionName(account)).assume(
            roleARN: arn,
            with: token,
            call: .issuedIdentity(arn: arn, holder: token.holder),
            identity: "\(token.holder), for role \(Printable.line(arn, limit: 200))"
        )
    }

    /// A name by which CloudTrail tells namespaces apart: names of both are letters, digits, `-` and `.`, and AWS takes 64.
    private static func sessionName(_ account: ServiceAccountUse) -> String {
        let whose = account.namespace.map { "\($0)." } ?? ""
        return String("pullpass.\(whose)\(account.name)".prefix(64))
    }
}
