internal import Configuration
internal import EventLoop
internal import Injection
internal import Kubernetes
internal import Logging
internal import Names

/// Namespaces' own Secrets, where the configuration switches them on (`tenantSecrets.enabled`) at the start.
///
/// Only a watch by label can find them, and it needs the right to read Secrets everywhere. It only takes in what it is shown: what tenants
/// write is read and compiled beside the loop.
struct TenantWatch: Sendable {
    let context: KeeperContext
    let notifier: WebhookNotifier
    let failures: WatchFailures

    /// The least time between two readings of Secrets whose content was not kept.
    private static let pause = Duration.milliseconds(50)
    /// How much longer it is after a large one.
    private static let pauseForMegabyte = Duration.milliseconds(200)
    /// So many Secrets of a list are taken in before others have their turn on the loop: whoever makes them may make very many.
    private static let atOnce = 256

    func run() async {
        let namespaces = context.options.onlyNamespaces
        await withDiscardingTaskGroup { group in
            group.addTask { await readMissing() }
            guard !namespaces.isEmpty else {
                group.addTask { await watch(in: nil) }
                return
            }
            for namespace in namespaces { group.addTask { await watch(in: namespace) } }
        }
    }

    private func watch(in namespace: String?) async {
        let subject = "tenants' Secrets" + (namespace.map { " in namespace \($0)" } ?? "")
        await Reflector<TenantSecretObject>(client: context.client, target: .tenantSecrets(in: namespace)).run {
            event in
            switch event {
            case .synced(let all, _):
                // First those that are there, so that none is missing in between.
                var names: [String: Set<String>] = [:]
                for (place, secret) in all.enumerated() {
                    names[secret.metadata.namespace, default: []].insert(secret.metadata.name)
                    take(secret)
                    if place % Self.atOnce == Self.atOnce - 1 { await context.loop.nextRound() }
                }
                notifier.noteOnly(names, of: namespace)
            case .applied(let secret): take(secret)
            case .deleted(let secret): notifier.noteNone(named: secret.metadata.name, in: secret.metadata.namespace)
            }
            notifier.publish()
            await notifier.waitForRoom()
        } report: { state in
            failures.watch(subject, is: state)
        }
    }

    private func take(_ secret: TenantSecretObject) {
        guard secret.metadata.fault == nil else {
            // That it cannot be read is told elsewhere.
            return notifier.noteNone(named: secret.metadata.name, in: secret.metadata.namespace)
        }
        notifier.note(TenantSecret(secret), in: secret.metadata.namespace)
    }

    /// Reads Secrets for which there is room again, one after the other; one that cannot be read now is read later.
    private func readMissing() async {
        var backoff = Backoff(first: .seconds(1), limit: .seconds(60))
        while !Task.isCancelled {
            guard let wanted = await notifier.nextMissing() else { continue }
            var target = WatchTarget.tenantSecrets(in: wanted.namespace)
            target.fieldSelector = "metadata.name=\(wanted.name)"
            do throws(KubernetesError) {
                let found = try await context.client.list(TenantSecretObject.self, target, priority: .cleanUp)
                var bytes = 0
                for secret in found.items where secret.metadata.name == wanted.name {
                    bytes += secret.content?.size ?? 0
                    take(secret)
                }
                notifier.publish()
                backoff.reset()
                await context.sleep(Self.pause + Self.pauseForMegabyte * (Double(bytes) / Double(1 << 20)))
            } catch {
                guard !error.isCancelled else { return }
                // It is still missing, behind those of others.
                notifier.noteMissing(in: wanted.namespace)
                await context.sleep(backoff.next(random: context.client.random()))
            }
        }
    }
}

extension Reporter {
    /// Tells the owners of a namespace what is wrong with a Secret of theirs.
    func tell(_ report: TenantReport, in namespace: String) {
        let message =
            "Secret \(namespace)/\(report.name) is labelled \(PullpassKey.inject) but \(report.flaw.outcome): \(report.flaw)."
        tellTenant("UnusableSecret", on: report.name, in: namespace, uid: report.uid, message)
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
