internal import Controllers
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Logs
internal import Metrics

/// Looks whether hints that need a proof are true: whether a Pod waits in the namespace that names the Secret.
///
/// A review comes before its Pod, and may have been made up by anybody. So the Pods of the namespace that are pending are looked at a few
/// times within two minutes. Where the right to list Pods is missing the hints are believed, but only so many of them: each namespace for itself,
/// since its Role may be the only one that lacks it.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class HintProof: @unchecked Sendable {
    private let context: KeeperContext
    private let runner: PlanRunner
    private var doubts = HintDoubts()
    /// The namespaces without the right to list Pods, and until when nobody asks again; those that nobody asked about since stay.
    private var deniedUntil: [String: LoopInstant] = [:]
    private var lines = LineAllowance()
    private let signal = LoopSignal()

    /// Pods of a page, and the most pages: with more Pods that wait, somebody else's Pods hide the one that is looked for.
    private static let pageSize = 50
    private static let maximumPages = 40
    /// The pause between two namespaces.
    private static let pause = Duration.milliseconds(100)
    /// The pause between two hints that are believed without a proof.
    private static let unprovenPause = Duration.seconds(2)
    /// How long a missing right is taken for missing.
    private static let rightPause = Duration.seconds(300)
    /// With more, those that are over are forgotten.
    private static let manyDenied = 1024

    init(context: KeeperContext, runner: PlanRunner) {
        self.context = context
        self.runner = runner
    }

    /// Takes a hint to be looked into.
    func add(_ hint: UnprovenHint) {
        doubts.add(hint, now: context.loop.preciseNow())
        signal.fire()
    }

    /// Looks into hints until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let now = context.loop.preciseNow()
            guard let namespace = doubts.next(now: now) else {
                await signal.wait(until: doubts.nextDue ?? .never, on: context.loop)
                continue
            }
            if let until = deniedUntil[namespace], now < until {
                believe(namespace)
                await context.sleep(Self.unprovenPause)
            } else {
                let isDenied = await look(namespace)
                await context.sleep(isDenied ? Self.unprovenPause : Self.pause)
            }
        }
    }

    /// Looks for a proof once.
    ///
    /// - Returns: whether that is not allowed, so that the hints were believed.
    private func look(_ namespace: String) async -> Bool {
        var names: [String: String] = [:]
        for registry in doubts.registries(of: namespace)
        where runner.plan.needsProof(namespace: namespace, registry: registry) {
            if let name = runner.plan.secretName(of: registry) { names[name] = registry }
        }
        // What is not asked for any more is settled.
        doubts.keep(Set(names.values), of: namespace)
        guard !names.isEmpty else { return false }
        let found: Set<String>
        do throws(KubernetesError) {
            found = try await secrets(of: namespace, among: Set(names.keys))
            noteRight(namespace)
        } catch {
            guard error.isForbidden else {
                doubts.lookFailed(namespace, now: context.loop.preciseNow())
                return false
            }
            noteMissingRight(namespace, error)
            believe(namespace)
            return true
        }
        for name in found {
            guard let registry = names[name] else { continue }
            doubts.settle(UnprovenHint(namespace: namespace, registry: registry))
            accept(namespace, registry, as: "accepted")
        }
        postpone(namespace)
        return false
    }

    /// The Secrets that Pods of the namespace wait for.
    private func secrets(of namespace: String, among names: Set<String>) async throws(KubernetesError) -> Set<String> {
        var found: Set<String> = []
        var position: String?
        var size = Self.pageSize
        for _ in 0..<Self.maximumPages {
            let page: [UInt8]
            do throws(KubernetesError) {
                page = try await context.client.pods(
                    in: namespace,
                    after: position,
                    limit: size,
                    priority: .absent
                )
            } catch {
                guard error.isTooLong, size > 1 else { throw error }
                size = max(1, size / 10)
                continue
            }
            // Pods may be large, and whoever makes them decides how many there are.
            guard let pods = await context.beside({ PodPage(parsing: page) }) else { break }
            found.formUnion(pods.pullSecrets.intersection(names))
            position = pods.position
            if position == nil || found.count == names.count { break }
        }
        return found
    }

    private func accept(_ namespace: String, _ registry: String, as result: String) {
        let isWanted = runner.plan.hint(namespace: namespace, registry: registry, now: runner.now)
        context.metrics.hints.child(isWanted ? result : "dropped").increment()
        runner.changed()
    }

    private func believe(_ namespace: String) {
        for registry in doubts.registries(of: namespace) { accept(namespace, registry, as: "unproven") }
        doubts.keep([], of: namespace)
    }

    /// Looks again later, or gives up.
    private func postpone(_ namespace: String) {
        let refuted = doubts.postpone(namespace, now: context.loop.preciseNow())
        guard !refuted.isEmpty else { return }
        for _ in refuted { context.metrics.hints.child("refuted").increment() }
        guard let held = lines.take(now: context.loop.preciseNow()) else { return }
        context.logger.warning(
            """
            the webhook was asked for the Secret of registry \(refuted.sorted().joined(separator: ", ")) in namespace \(namespace), but no \
            Pod waits for it there: it is not placed (placement: lazy). Somebody may send reviews that are no API server's, which \
            --client-ca prevents\(held > 0 ? "; \(held) such lines were held back" : "")
            """,
            [
                .namespace: "\(namespace)", .registry: "\(refuted.sorted().joined(separator: ","))",
                .suppressed: .number(held),
            ]
        )
    }

    /// Whether each namespace has a Role of its own, and none of the others says anything of it.
    private var hasRoles: Bool { !context.options.onlyNamespaces.isEmpty }

    private func noteRight(_ namespace: String) {
        guard deniedUntil.removeValue(forKey: namespace) != nil else { return }
        if !hasRoles { deniedUntil = [:] }
        context.logger.notice(
            "Pods of namespace \(namespace) can be listed again: hints for lazy registries are checked",
            [.namespace: "\(namespace)"]
        )
    }

    private func noteMissingRight(_ namespace: String, _ error: KubernetesError) {
        let now = context.loop.preciseNow()
        if deniedUntil.count >= Self.manyDenied { deniedUntil = deniedUntil.filter { now < $0.value } }
        // A ClusterRole lacks it everywhere, most often, and once is enough; Roles are mended one by one.
        let isNews = deniedUntil.isEmpty || hasRoles && deniedUntil[namespace] == nil
        deniedUntil[namespace] = now + Self.rightPause
        guard isNews else { return }
        context.logger.error(
            """
            Pods of namespace \(namespace) cannot be listed, so that hints for registries with placement: lazy cannot be checked: whoever \
            reaches the webhook can have their Secrets placed in every namespace of which that holds, and that their rules allow. Allow \
            "list" of "pods" (examples/rbac.yaml). \(error)
            """,
            error.logFields.adding([.namespace: "\(namespace)"])
        )
    }
}
