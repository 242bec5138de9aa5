internal import Admission
internal import Configuration
internal import Images
internal import Injection
internal import Kubernetes
internal import Logging
internal import Names

/// Namespaces' own Secrets, where the configuration switches them on (`tenantSecrets.enabled`) at the start.
///
/// Only a watch by label can find them, and it needs the right to read Secrets everywhere.
struct TenantWatch: Sendable {
    let context: KeeperContext
    let notifier: WebhookNotifier
    let reporter: Reporter
    let failures: WatchFailures
    let term: Term

    func run() async {
        let namespaces = context.options.onlyNamespaces
        guard !namespaces.isEmpty else { return await watch(in: nil) }
        await withDiscardingTaskGroup { group in
            for namespace in namespaces { group.addTask { await watch(in: namespace) } }
        }
    }

    private func watch(in namespace: String?) async {
        await Reflector<SecretObject>(client: context.client, target: .tenantSecrets(in: namespace)).run { event in
            switch event {
            case .synced(let all, _):
                notifier.forgetTenants(of: namespace)
                for secret in all { take(secret) }
            case .applied(let secret): take(secret)
            case .deleted(let secret):
                notifier.note(tenant: nil, named: secret.metadata.name, in: secret.metadata.namespace)
            }
            notifier.publish()
        } report: { state in
            failures.watch("tenants' Secrets", is: state)
        }
    }

    private func take(_ secret: SecretObject) {
        let (rule, problem) = InjectionRule.reading(secret)
        notifier.note(tenant: rule, named: secret.metadata.name, in: secret.metadata.namespace)
        if let problem { report(secret.metadata, problem) }
    }

    private func report(_ metadata: ObjectMetadata, _ why: String) {
        let message =
            "Secret \(metadata.namespace)/\(metadata.name) is labelled \(PullpassKey.inject) but injected into no Pod: \(why)."
        context.logger.warning("\(message)")
        guard term.isLeading else { return }
        reporter.tell(
            .warning,
            "UnusableSecret",
            on: metadata.name,
            in: metadata.namespace,
            uid: metadata.uid,
            message
        )
    }
}

extension InjectionRule {
    /// The rule that a labelled Secret makes, or why it makes none.
    fileprivate static func reading(_ secret: SecretObject) -> (rule: InjectionRule?, problem: String?) {
        guard secret.type == SecretObject.dockerConfigJSONType,
            let content = secret.data[SecretObject.dockerConfigJSONKey]
        else { return (nil, "its type is not \(SecretObject.dockerConfigJSONType)") }
        do {
            let patterns = try DockerConfig(parsing: content).imagePatterns
            guard !patterns.isEmpty else { return (nil, "there is no credential in its auths") }
            return (InjectionRule(tenantSecret: secret.metadata.name, patterns: patterns), nil)
        } catch {
            return (nil, "its content cannot be used: \(error)")
        }
    }
}

extension WatchTarget {
    /// Secrets that carry the label of opt-in, of one namespace or of all.
    fileprivate static func tenantSecrets(in namespace: String?) -> WatchTarget {
        WatchTarget(
            path: namespace.map { "/api/v1/namespaces/\($0)/secrets" } ?? "/api/v1/secrets",
            labelSelector: "\(PullpassKey.inject) in (\(InjectValue.enabled.joined(separator: ",")))"
        )
    }
}
