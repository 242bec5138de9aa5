import Credentials

/// What to do about an error of Entra ID, by its number: the words change from one year to the next.
enum EntraAdvice {
    /// The advice for the first `AADSTS` number that is named; nil where it is none of these.
    static func of(_ problem: ProviderProblem) -> String? {
        guard let number = EntraProblem.number(in: problem.message) ?? EntraProblem.number(in: problem.code) else {
            return nil
        }
        // What exactly is malformed has numbers of its own, which begin alike.
        if issuerAway.contains(number) { return unreadIssuer }
        return table[number] ?? ("\(number)".hasPrefix("50027") ? malformed : nil)
    }

    /// Whether Entra ID says no only because it could not read the issuer's keys: they may be there again in a moment.
    static func isPassing(_ problem: ProviderProblem) -> Bool {
        let numbers = [problem.message, problem.code].compactMap(EntraProblem.number)
        return numbers.contains(where: issuerAway.contains)
    }

    /// "Request to External OIDC endpoint failed", as it has been numbered over the years.
    private static let issuerAway: Set = [50_166, 501_661, 90_061]

    private static let federation =
        "compare the federated credential of the application or managed identity with the token (az identity federated-credential list)"

    private static let malformed =
        "what was sent is no whole JSON Web Token: look at the token file for a line break, a byte order mark or another text"

    private static let unreadIssuer =
        "Entra ID cannot read the issuer's keys: where it goes on, look whether the issuer's /.well-known/openid-configuration, and the keys "
        + "that it names, can be read from outside without a login"

    private static let table: [Int: String] = {
        let subject =
            "no federated credential has this subject: make one for system:serviceaccount:NAMESPACE:NAME of Pullpass' ServiceAccount, "
            + "in exactly these letters, or correct the client ID; \(federation)"
        let unknownApplication =
            "the tenant has no such application: correct clientID (AZURE_CLIENT_ID) or tenantID (AZURE_TENANT_ID); for a managed "
            + "identity it is the client ID, not the object or principal ID"
        let tenant =
            "there is no such tenant in this cloud: correct tenantID (AZURE_TENANT_ID), or authorityEndpoint (AZURE_AUTHORITY_HOST) "
            + "where the tenant is of another cloud"
        let certificate =
            "the application does not know this certificate: upload it there (az ad app credential reset --append), or use the "
            + "certificate and key that it has"
        return [
            700_213: subject,
            7_002_131: subject,
            700_211:
                "no federated credential has this issuer: it must be the cluster's in exactly these letters, a slash at its end "
                + "included (kubectl get --raw /.well-known/openid-configuration); \(federation)",
            700_212:
                "no federated credential has this audience: it must be that of the token, usually api://AzureADTokenExchange; correct "
                + "it there or in serviceAccount.tokens; \(federation)",
            70_021:
                "issuer, subject and audience of the token must all be those of one federated credential; one that was made just now "
                + "takes some minutes; \(federation)",
            700_222: "Entra ID takes no token of its own here: use one of the cluster's ServiceAccount",
            700_016: unknownApplication,
            700_024:
                "the assertion's time is over or has not come: look at the clock of this node (NTP), and whether the token file is "
                + "one that the kubelet renews and no copy",
            700_023: "the assertion is for another authority: correct tenantID or authorityEndpoint",
            700_027: certificate,
            700_030: certificate,
            7_000_215:
                "the secret is wrong: write the secret's Value, which is shown once when it is made, and not its ID",
            7_000_222:
                "the secret or certificate has expired: make a new one (az ad app credential reset --append) and put it there, or use "
                + "workload identity, which has none",
            7_000_218: "no secret arrived: look whether clientSecret is empty",
            7_000_229:
                "the application is not in this tenant: make its service principal there (az ad sp create --id …), or correct tenantID",
            7_000_112: "the application is disabled: enable it in the tenant",
            90_002: tenant,
            900_023: tenant,
            500_541: malformed,
            50_013:
                "the assertion's signature is not of its issuer's keys: look whether the issuer's keys are public and current",
            500_011: "the tenant does not know container registries: look whether tenantID and cloud are right",
            53_003:
                "a Conditional Access policy of the tenant blocks it: exclude the workload identity, or allow this network",
        ]
    }()
}
