internal import Configuration
internal import Images
internal import Kubernetes
internal import Logging

extension Keeper {
    /// Namespaces' own Secrets, where the configuration switches them on (`tenantSecrets.enabled`) at the start.
    ///
    /// Only a watch by label can find them, and it needs the right to read Secrets everywhere.
    func watchTenants() async {
        guard plan.configuration.keeper.tenantSecretsEnabled, learn != nil else { return }
        guard !options.onlyNamespaces.isEmpty else { return await watchTenants(in: nil) }
        await withDiscardingTaskGroup { group in
            for namespace in options.onlyNamespaces { group.addTask { await self.watchTenants(in: namespace) } }
        }
    }

    private func watchTenants(in namespace: String?) async {
        await Reflector<SecretObject>(client: client, target: .tenantSecrets(in: namespace)).run { [self] event in
            switch event {
            case .synced(let all):
                facts.removeTenants(from: namespace)
                for secret in all { tenantSeen(secret) }
            case .applied(let secret): tenantSeen(secret)
            case .deleted(let secret):
                facts.set(tenant: nil, named: secret.metadata.name, in: secret.metadata.namespace)
            }
            publishFacts()
        } report: { [self] state in
            watch("tenants' Secrets", is: state)
        }
    }

    private func tenantSeen(_ secret: SecretObject) {
        let metadata = secret.metadata
        let content = secret.data[Marks.dockerConfigKey]
        guard secret.type == Marks.dockerConfigType, let content else {
            facts.set(tenant: nil, named: metadata.name, in: metadata.namespace)
            return report(tenant: metadata, "its type is not \(Marks.dockerConfigType)")
        }
        do {
            let patterns = try DockerConfig(parsing: content).imagePatterns
            guard !patterns.isEmpty else {
                facts.set(tenant: nil, named: metadata.name, in: metadata.namespace)
                return report(tenant: metadata, "there is no credential in its auths")
            }
            let rule = TenantRule(secretName: metadata.name, patterns: patterns)
            facts.set(tenant: rule, named: metadata.name, in: metadata.namespace)
        } catch {
            facts.set(tenant: nil, named: metadata.name, in: metadata.namespace)
            report(tenant: metadata, "its content cannot be used: \(error)")
        }
    }

    private func report(tenant metadata: ObjectMetadata, _ why: String) {
        let message =
            "Secret \(metadata.namespace)/\(metadata.name) is labelled \(Marks.inject) but injected into no Pod: \(why)."
        logger.warning("\(message)")
        guard isLeading() else { return }
        tell(
            .warning,
            "UnusableSecret",
            on: metadata.name,
            in: metadata.namespace,
            uid: metadata.uid,
            message
        )
    }

    /// Notes for which registries a namespace's labels are wrong; only where the webhook is called at all.
    func showFacts(of namespace: String) {
        guard learn != nil else { return }
        facts.exclude(plan.registriesExcluded(from: namespace), from: namespace)
    }

    func publishFacts() {
        guard let learn else { return }
        let changes = facts.takeChanges()
        if !changes.isEmpty { learn(changes) }
    }
}

extension WatchTarget {
    /// Secrets that carry the label of opt-in, of one namespace or of all.
    static func tenantSecrets(in namespace: String?) -> WatchTarget {
        WatchTarget(
            path: namespace.map { "/api/v1/namespaces/\($0)/secrets" } ?? "/api/v1/secrets",
            labelSelector: "\(Marks.inject) in (enabled,true)"
        )
    }
}

extension KeeperPlan {
    /// The registries whose rule leaves a namespace out by its labels; none for one that is not opted in or not known.
    func registriesExcluded(from namespace: String) -> Set<String> {
        guard let index = spaceIndex[namespace], spaces[index].isSelected else { return [] }
        let labels = spaces[index].labels
        let excluded = configuration.registries.lazy.filter { registry in
            registry.namespaces.labels.contains { labels[$0.key] != $0.value }
        }
        return Set(excluded.map(\.name))
    }
}
