import Credentials

/// What to do about an error of Google's token services; they have few codes, so most are told by what is always in their words.
enum GoogleAdvice {
    /// The advice; nil where the words are none of these.
    static func of(_ problem: ProviderProblem) -> String? {
        let words = problem.message ?? ""
        if let found = table.first(where: { words.contains($0.words) }) { return found.advice }
        return problem.code == "invalid_target" ? pool : nil
    }

    /// Whether Google says no only because it could not read the issuer's keys, which is one request of Google's to the cluster: they may be
    /// there again in a moment.
    static func isPassing(_ problem: ProviderProblem) -> Bool { problem.message?.contains(issuerAway) ?? false }

    private static let issuerAway = "Error connecting to the given credential's issuer"

    private static let pool =
        "the audience names a workload identity pool or provider that does not exist, or is deleted or disabled: compare it with "
        + "gcloud iam workload-identity-pools providers describe"

    private static let table: [(words: String, advice: String)] = [
        (
            "The audience in ID Token",
            "the token is for another audience than the provider takes: give it the provider's (serviceAccount.tokens, by default "
                + "https://iam.googleapis.com/projects/…/providers/…), or add the token's to the provider's allowed audiences"
        ),
        (
            "The issuer in ID Token",
            "the token is of another issuer than the provider's: set the provider's issuer URI to the cluster's, in exactly these letters "
                + "(kubectl get --raw /.well-known/openid-configuration)"
        ),
        (
            "rejected by the attribute condition",
            "the provider's attribute condition does not take this token: compare it with the token's claims, of which sub is "
                + "system:serviceaccount:NAMESPACE:NAME"
        ),
        ("The target service indicated by the \"audience\"", pool),
        (
            "is stale to sign-in",
            "the token is too old: look whether its file is one that the kubelet renews and no copy, and at the clock of this node (NTP)"
        ),
        (
            issuerAway,
            "Google cannot read the issuer's keys: make its /.well-known/openid-configuration public, or upload the keys to the provider "
                + "(--jwk-json-path)"
        ),
        (
            "Invalid JWT Signature",
            "the key is not one of the account's any more: make a new one (gcloud iam service-accounts keys create) and put it there"
        ),
        ("Invalid JWT: Token must be a short-lived token", "the clock of this node is wrong: look at NTP"),
        (
            "account not found",
            "the service account does not exist any more: make it again, or use another"
        ),
        (
            "Token has been expired or revoked",
            "log in again (gcloud auth application-default login), or better use a service account"
        ),
        (
            "iam.serviceAccounts.getAccessToken",
            "grant the identity roles/iam.workloadIdentityUser (a federated one) or roles/iam.serviceAccountTokenCreator on the service "
                + "account, and look whether that exists"
        ),
        (
            "IAM Service Account Credentials API has not been used",
            "enable it in that project: gcloud services enable iamcredentials.googleapis.com"
        ),
        (
            "Gaia id not found",
            "there is no such service account: correct its e-mail address"
        ),
    ]
}
