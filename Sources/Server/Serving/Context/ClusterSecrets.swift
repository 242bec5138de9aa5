internal import Credentials
internal import Kubernetes
internal import SecretKeeper

/// The Secrets of Pullpass' own namespace, read when they are needed; without a cluster each says so.
struct ClusterSecrets: SecretReader {
    /// Nil where no cluster was found, which only matters once a Secret is needed.
    let client: KubernetesClient?
    let namespace: String
    /// Why there is none.
    let absence: String

    func secretData(name: String) async throws -> SecretData? {
        guard let client else {
            throw CredentialError(
                .misconfigured,
                identity: "Secret \(name)",
                reason: "Secrets are read from a cluster, and \(absence)"
            )
        }
        return try await client.secret(namespace: namespace, name: name).map {
            SecretData(type: $0.type, data: $0.data)
        }
    }
}

extension ClusterSecrets {
    /// The ServiceAccounts of the same cluster.
    var serviceAccounts: any ServiceAccountReader {
        guard let client else { return NoServiceAccounts(absence: absence) }
        return ClusterServiceAccounts(client: client, ownNamespace: namespace)
    }
}
