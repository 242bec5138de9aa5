package import Configuration

/// Asks the API server as whom a provider is asked: for tokens of ServiceAccounts, and what their annotations say.
///
/// Each call is a request: nothing is kept, neither a token nor what an annotation said.
package protocol ServiceAccountReader: Sendable {
    /// The annotations of a ServiceAccount.
    ///
    /// - Throws: `.misconfigured` where there is no such ServiceAccount or the right to read it is missing, `.unavailable` where it cannot be
    ///   said.
    func annotations(of account: ServiceAccountUse) async throws(CredentialError) -> [String: String]

    /// A token of a ServiceAccount for one audience, which lives no longer than an exchange needs.
    ///
    /// - Throws: `.misconfigured` where there is no such ServiceAccount, the right to ask is missing or the audience is not taken,
    ///   `.unavailable` where no answer came.
    func token(of account: ServiceAccountUse, audience: String) async throws(CredentialError) -> SecretText

    /// How a ServiceAccount is called in errors: its name, and the namespace.
    func description(of account: ServiceAccountUse) -> String

    /// The kubelet's request, where that is what is read; nil where there is a cluster, or none.
    var request: RequestServiceAccount? { get }
}

extension ServiceAccountReader {
    /// Nil: there is no request.
    package var request: RequestServiceAccount? { nil }
}

/// Where there is no cluster: on a node, and for a command that found none.
package struct NoServiceAccounts: ServiceAccountReader {
    private let absence: String

    /// Says why there is no cluster.
    package init(absence: String = "this command has none") { self.absence = absence }

    /// Throws: nothing can be read.
    package func annotations(of account: ServiceAccountUse) async throws(CredentialError) -> [String: String] {
        throw error(account)
    }

    /// Throws: nothing can be asked.
    package func token(of account: ServiceAccountUse, audience: String) async throws(CredentialError) -> SecretText {
        throw error(account)
    }

    /// The name alone.
    package func description(of account: ServiceAccountUse) -> String {
        account.pod == nil ? "ServiceAccount \(account.name)" : "ServiceAccount of the Pod"
    }

    private func error(_ account: ServiceAccountUse) -> CredentialError {
        guard account.pod == nil else {
            return Place(identity: description(of: account)).misconfigured(
                "its token comes with the kubelet's request for an image (fromPod), and here there is none",
                fix: "take another identity for what is fetched without a Pod, in a registry entry of its own"
            )
        }
        return Place(identity: description(of: account)).misconfigured(
            "its tokens come from a cluster's API server, and \(absence)",
            fix: "give --kubeconfig, or run where Pullpass runs"
        )
    }
}
