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

    /// The actions that ``permission`` speaks of.
    var actions: Set<String> {
        switch self {
        case .ecr: ["ecr:GetAuthorizationToken"]
        case .ecrPublic: ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]
        case .assumeRole: ["sts:AssumeRole"]
        case .webIdentity, .issuedIdentity: ["sts:AssumeRoleWithWebIdentity"]
        }
    }

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
                + "for this ServiceAccount (sub) and audience (aud); AWS says the same of a role that does not exist"
        }
    }

    /// What to do when AWS does not take a web identity token as one; `sentence` is AWS' own, and empty where it says none.
    func tokenAdvice(_ sentence: String) -> String {
        let sentence = sentence.lowercased()
        let arn: String
        switch self {
        case .webIdentity(let role, _), .issuedIdentity(let role, _): arn = role
        default: return renewal
        }
        if sentence.contains("no openidconnect provider") {
            let account = arn.split(separator: ":", omittingEmptySubsequences: false).dropFirst(4).first ?? ""
            return
                "make an IAM OIDC provider for exactly this issuer in account \(account), which the role is of (EKS: eksctl utils "
                + "associate-iam-oidc-provider --cluster … --approve)"
        }
        if sentence.contains("audience") {
            return
                "the token's audience (aud) must be among the client IDs of the IAM OIDC provider: mount a token for sts.amazonaws.com, "
                + "or add its audience there (aws iam add-client-id-to-open-id-connect-provider)"
        }
        if sentence.contains("thumbprint") || sentence.contains("certificate") {
            return "AWS no longer believes the issuer's certificate: correct the thumbprint of the IAM OIDC provider "
                + "(aws iam update-open-id-connect-provider-thumbprint)"
        }
        if sentence.contains("verification key") || sentence.contains("signature") {
            return
                "AWS must be able to read /.well-known/openid-configuration below the issuer's URL and the keys that it names, without "
                + "a login, and the key that signed the token must be among them"
        }
        return "make an IAM OIDC provider for the cluster's issuer with the audience of the token (sts.amazonaws.com)"
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
