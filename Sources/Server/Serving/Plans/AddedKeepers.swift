internal import Configuration
internal import Controllers
internal import Kubernetes
internal import PodHealer
internal import RegistryStatusKeeper
internal import SecretKeeper
internal import ServiceAccountKeeper
internal import Status

/// The keepers that a configuration or a flag adds to those that every plan with a cluster has.
struct AddedKeepers: Sendable {
    private let registries: RegistryStatusKeeper?
    private let healer: PodHealer?
    private let accounts: ServiceAccountKeeper?

    /// Makes them; they do nothing until their ``members(in:)`` are run.
    ///
    /// `isInjecting` tells whether a Pod that is made now gets its Secrets; nil while nobody knows.
    init(_ parts: ServingParts, in cluster: Cluster, isInjecting: @escaping @Sendable () -> Bool?) {
        registries = parts.makeRegistryStatusKeeper(in: cluster)
        healer = parts.makePodHealer(in: cluster, isInjecting: isInjecting)
        accounts = parts.makeServiceAccountKeeper(in: cluster)
    }

    /// What the Secret keeper tells of the leader's terms, beside its own.
    var controllers: [any Controller] {
        let all: [(any Controller)?] = [registries, healer, accounts]
        return all.compactMap(\.self)
    }

    /// Lets them ask the Secret keeper how things stand, before any of them runs.
    func ask(_ keeper: SecretKeeper) {
        registries?.read { keeper.registryStatuses() }
        healer?.ask(keeper)
    }

    /// Adds to a report what they know; on the loop.
    func add(to report: inout StatusReport) {
        guard let healer else { return }
        report.pods = healer.stuckPods
        if report.view == .leader { report.problems += healer.problems }
    }

    /// Hands them a new configuration.
    func reload(_ configuration: Configuration) {
        healer?.reload(configuration)
        accounts?.reload(configuration)
    }

    /// What is run for each.
    func members(in cluster: Cluster) -> [ServingPlan.Member] {
        var members: [ServingPlan.Member] = []
        if let registries {
            members.append(
                ServingPlan.Member("PullRegistry keeper", LoopService(loop: cluster.loop, work: registries.run))
            )
        }
        if let healer {
            members.append(ServingPlan.Member("healer of Pods", LoopService(loop: cluster.loop, work: healer.run)))
        }
        if let accounts {
            members.append(
                ServingPlan.Member("ServiceAccount keeper", LoopService(loop: cluster.loop, work: accounts.run))
            )
        }
        return members
    }
}
