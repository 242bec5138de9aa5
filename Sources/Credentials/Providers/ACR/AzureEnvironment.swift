import Configuration
import Credentials
import Text

/// The variables that Microsoft's `DefaultAzureCredential` reads, as far as they mean something to Pullpass.
///
/// The default chain is that of the SDKs, and the first that is there counts, even if it fails:
///
/// 1. `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and `AZURE_CLIENT_SECRET`, or `AZURE_CLIENT_CERTIFICATE_PATH` (with `…_PASSWORD` and
///    `AZURE_CLIENT_SEND_CERTIFICATE_CHAIN`)
/// 2. workload identity: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and `AZURE_FEDERATED_TOKEN_FILE`
/// 3. the managed identity, that of `AZURE_CLIENT_ID` where it is set
///
/// `AZURE_TOKEN_CREDENTIALS` names one of them, or `prod` for all. Passwords of people, developers' tools, and the identity endpoints of App
/// Service and Azure Arc (`IDENTITY_ENDPOINT`, `MSI_ENDPOINT`) are not taken.
struct AzureEnvironment: Sendable, Confidential {
    private let variables: CheckedEnvironment

    init(_ variables: CheckedEnvironment) { self.variables = variables }

    /// A variable; nil where it is not set or empty.
    func text(_ name: String) throws(CredentialError) -> String? { try variables.text(name) }

    /// A variable that names a file; see ``CheckedEnvironment/path(_:)``.
    func path(_ name: String) throws(CredentialError) -> String? { try variables.path(name) }

    /// What the configuration gives, or else a variable.
    func text(_ name: String, unless given: String?) throws(CredentialError) -> String? {
        try variables.text(name, unless: given)
    }

    private enum Step: String, CaseIterable {
        case environment = "environmentcredential"
        case workload = "workloadidentitycredential"
        case machine = "managedidentitycredential"
    }

    /// Who the default chain says one is.
    ///
    /// - Throws: `.misconfigured` where a variable cannot be used, or the one link that is asked for is not there.
    func identity() throws(CredentialError) -> ACRSource.Identity {
        let steps = try steps()
        if steps.contains(.environment), let application = try application() { return application }
        if steps == [.environment] {
            throw Place(identity: "AZURE_TOKEN_CREDENTIALS").misconfigured(
                "it asks for the credential of the environment, which is not complete",
                fix:
                    "set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH, or remove it"
            )
        }
        let isWorkload = try isWorkloadIdentity()
        if steps == [.workload] || (steps.contains(.workload) && isWorkload) {
            return .workloadIdentity(tenantID: nil, clientID: nil, tokenFile: nil)
        }
        return .managedIdentity(try text("AZURE_CLIENT_ID").map { .clientID($0) } ?? .systemAssigned)
    }

    private func steps() throws(CredentialError) -> Set<Step> {
        guard let named = try text("AZURE_TOKEN_CREDENTIALS") else { return Set(Step.allCases) }
        let name = named.lowercased()
        if name == "prod" { return Set(Step.allCases) }
        if let step = Step(rawValue: name) { return [step] }
        throw Place(identity: "AZURE_TOKEN_CREDENTIALS").misconfigured(
            "it is \(Printable.text(named)), which is none that there is here",
            fix: "write prod, \(Step.allCases.map(\.rawValue).alternatives), or remove it"
        )
    }

    private func application() throws(CredentialError) -> ACRSource.Identity? {
        guard let tenant = try text("AZURE_TENANT_ID"), let client = try text("AZURE_CLIENT_ID") else { return nil }
        func identity(_ proof: ACRSource.Proof) -> ACRSource.Identity {
            .servicePrincipal(tenantID: tenant, clientID: client, proof: proof)
        }
        if try text("AZURE_CLIENT_SECRET") != nil { return identity(.secret(.environment("AZURE_CLIENT_SECRET"))) }
        guard let path = try path("AZURE_CLIENT_CERTIFICATE_PATH") else { return nil }
        let password = "AZURE_CLIENT_CERTIFICATE_PASSWORD"
        let chain = try text("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN")?.lowercased()
        return identity(
            .certificate(
                .file(path),
                passphrase: try text(password) == nil ? nil : .environment(password),
                sendsChain: chain == "true" || chain == "1"
            )
        )
    }

    /// Whether all is there that workload identity needs; a flaw in one of them is told, and no other identity taken for it.
    private func isWorkloadIdentity() throws(CredentialError) -> Bool {
        for name in ["AZURE_FEDERATED_TOKEN_FILE", "AZURE_CLIENT_ID", "AZURE_TENANT_ID"] {
            guard try text(name) != nil else { return false }
        }
        return true
    }
}
