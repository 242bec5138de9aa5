package import Configuration
package import Credentials
package import Kubernetes
internal import Text

/// The ServiceAccounts of a cluster, by name: what their annotations say, and tokens of them by TokenRequest.
///
/// Used on its client's loop, as whatever fetches a credential.
package struct ClusterServiceAccounts: ServiceAccountReader {
    private let client: KubernetesClient
    private let ownNamespace: String

    /// How long a token shall live: the shortest that an API server gives, and far longer than an exchange takes.
    ///
    /// Providers look at nothing but signature and end, so that it is of use that long even if the ServiceAccount is deleted.
    private static let lifeSeconds: Int64 = 600

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - client: The way to the API server.
    ///   - ownNamespace: Pullpass' own namespace, in which ServiceAccounts are unless each namespace has its own.
    package init(client: KubernetesClient, ownNamespace: String) {
        self.client = client
        self.ownNamespace = ownNamespace
    }

    /// The name, and the namespace.
    package func description(of account: ServiceAccountUse) -> String {
        "ServiceAccount \(account.name) in namespace \(account.namespace ?? ownNamespace)"
    }

    /// Reads the ServiceAccount.
    package func annotations(of account: ServiceAccountUse) async throws(CredentialError) -> [String: String] {
        let namespace = try place(of: account)
        let metadata: ObjectMetadata?
        do throws(KubernetesError) {
            metadata = try await client.serviceAccount(
                namespace: namespace,
                name: account.name,
                priority: priority(account)
            )
        } catch {
            throw problem(
                error,
                account,
                "its annotations",
                "get",
                "serviceaccounts",
                identity: description(of: account)
            )
        }
        guard let metadata else { throw missing(account, identity: description(of: account)) }
        return metadata.annotations
    }

    /// Sends a TokenRequest.
    package func token(of account: ServiceAccountUse, audience: String) async throws(CredentialError) -> SecretText {
        let namespace = try place(of: account)
        let identity = "\(description(of: account)), token for audience \(Printable.text(audience))"
        do throws(KubernetesError) {
            let token = try await client.serviceAccountToken(
                namespace: namespace,
                name: account.name,
                audience: audience,
                seconds: Self.lifeSeconds,
                priority: priority(account)
            )
            return SecretText(token.text)
        } catch {
            if error.isNotFound { throw missing(account, identity: identity) }
            throw problem(error, account, "a token of it", "create", "serviceaccounts/token", identity: identity)
        }
    }

    /// Of thousands of namespaces, none is to keep the reading of everything else waiting.
    private func priority(_ account: ServiceAccountUse) -> RequestPriority {
        account.isPerNamespace ? .absent : .reading
    }

    private func place(of account: ServiceAccountUse) throws(CredentialError) -> String {
        guard account.isPerNamespace else { return ownNamespace }
        if let namespace = account.namespace { return namespace }
        throw Place(identity: "ServiceAccount \(account.name)").misconfigured(
            "each namespace has its own (perNamespace: true), and none is meant",
            fix: "name the namespaces to try with --only-namespaces"
        )
    }

    // MARK: Errors

    private func missing(_ account: ServiceAccountUse, identity: String) -> CredentialError {
        let namespace = account.namespace ?? ownNamespace
        return Place(identity: identity).misconfigured(
            "there is no such ServiceAccount",
            fix:
                "create it (kubectl -n \(namespace) create serviceaccount \(account.name)), or correct serviceAccount.name"
        )
    }

    private func problem(
        _ error: KubernetesError,
        _ account: ServiceAccountUse,
        _ what: String,
        _ verb: String,
        _ resource: String,
        identity: String
    ) -> CredentialError {
        guard error.isAccessDenied || error.isInvalid else {
            return CredentialError(.unavailable, identity: identity, reason: "the API server gave none: \(error)")
        }
        if error.isInvalid {
            return Place(identity: identity).misconfigured(
                "the API server does not take the request (\(Printable.text(error.status?.message ?? "422")))",
                fix: "correct serviceAccount.audience"
            )
        }
        let namespace = account.namespace ?? ownNamespace
        let rule = "apiGroups [\"\"], resources [\(resource)], resourceNames [\(account.name)], verbs [\(verb)]"
        let role =
            account.isPerNamespace
            ? "a ClusterRole (or a Role in namespace \(namespace))" : "a Role in namespace \(namespace)"
        return Place(identity: identity).misconfigured(
            "the API server does not give Pullpass \(what): \(error)",
            fix: "grant Pullpass' ServiceAccount \(role) with \(rule), as the chart does"
        )
    }
}
