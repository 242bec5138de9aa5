internal import Credentials
internal import EventLoop
internal import Kubernetes

/// The Secrets of our own namespace that credentials are read from, each watched by name while this replica leads.
///
/// Used on its loop only, hence the unchecked conformance.
final class SourceSecrets: SecretReader, @unchecked Sendable {
    private enum Entry {
        case unknown
        case failing(KubernetesError)
        case known(SecretData?, uid: String)
    }

    private let client: KubernetesClient
    private let namespace: String
    private var entries: [String: Entry] = [:]
    private var readers: [String: [CheckedContinuation<Void, Never>]] = [:]

    init(client: KubernetesClient, namespace: String) {
        self.client = client
        self.namespace = namespace
    }

    /// Watches one Secret until the task is cancelled; tells when what it holds has changed.
    func watch(_ name: String, _ changed: @escaping @Sendable () -> Void) async {
        entries[name] = entries[name] ?? .unknown
        let target = WatchTarget.secret(namespace: namespace, name: name)
        await Reflector<SecretObject>(client: client, target: target).run { [self] event in
            switch event {
            case .synced(let all, _): take(all.first, name, changed)
            case .applied(let secret): take(secret, name, changed)
            case .deleted: take(nil, name, changed)
            }
        } report: { [self] state in
            guard case .failing(let error) = state else { return }
            // What was read before stays valid: a watch that broke says nothing about the Secret.
            if case .known? = entries[name] { return }
            entries[name] = .failing(error)
            wake(name)
        }
        entries[name] = nil
        wake(name)
    }

    private func take(_ secret: SecretObject?, _ name: String, _ changed: @Sendable () -> Void) {
        let new = secret.map { SecretData(type: $0.type, data: $0.data) }
        let before = entries[name]
        entries[name] = .known(new, uid: secret?.metadata.uid ?? "")
        wake(name)
        switch before {
        case .known(let old, _)?: if old != new { changed() }
        case .failing?: changed()
        case .unknown?, nil: break
        }
    }

    private func wake(_ name: String) {
        for reader in readers.removeValue(forKey: name) ?? [] { reader.resume() }
    }

    /// The uid of a Secret for Events; empty where it is not known.
    func uid(of name: String) -> String {
        if case .known(_, let uid)? = entries[name] { uid } else { "" }
    }

    func secretData(name: String) async throws -> SecretData? {
        if case .unknown? = entries[name] {
            await withCheckedContinuation { readers[name, default: []].append($0) }
        }
        switch entries[name] {
        case .known(let data, _)?: return data
        case .failing(let error)?: throw error
        case .unknown?, nil:
            let secret = try await client.secret(namespace: namespace, name: name)
            return secret.map { SecretData(type: $0.type, data: $0.data) }
        }
    }
}
