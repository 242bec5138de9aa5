/// What is asked of AWS, for the advice in an error.
enum AWSCall: Sendable, Hashable {
    /// `ecr:GetAuthorizationToken`.
    case ecr
    /// `ecr-public:GetAuthorizationToken`.
    case ecrPublic
    /// `sts:AssumeRole`.
    case assumeRole(arn: String, hasExternalID: Bool)
    /// `sts:AssumeRoleWithWebIdentity`.
    case webIdentity(arn: String, token: String)
    /// The same with a token that was issued for the call.
    case issuedIdentity(arn: String, holder: String)

    /// What to do when AWS knows the identity and forbids this.
    var permission: String {
        switch self {
        case .ecr: "the role needs ecr:GetAuthorizationToken on \"*\" (AmazonEC2ContainerRegistryReadOnly has it)"
        case .ecrPublic: "the role needs ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken on \"*\""
        case .assumeRole(let arn, let hasExternalID):
            "allow this identity sts:AssumeRole on \(arn), in its own policy and in the trust policy of the role"
                + (hasExternalID ? "; compare externalID with the one there" : ", which may ask for an externalID")
        case .issuedIdentity(let arn, let holder):
            "the trust policy of \(arn) must allow sts:AssumeRoleWithWebIdentity to the cluster's OIDC provider, for exactly "
                + "this sub and aud: \(holder)"
        case .webIdentity(let arn, _):
            "the trust policy of \(arn) must allow sts:AssumeRoleWithWebIdentity to the cluster's OIDC provider, "
                + "for this ServiceAccount (sub) and audience (aud)"
        }
    }

    /// What to do when AWS does not take the token or keys that stand for the identity.
    var renewal: String {
        switch self {
        case .webIdentity(_, let token):
            "\(token) must be a projected ServiceAccount token that the kubelet renews, not a copy of one"
        case .issuedIdentity: "the token was issued for this call: compare the clocks of the API server and of AWS"
        default: "give new temporary keys, or a source that renews them (Pod Identity, IRSA, a role)"
        }
    }
}
