internal import Admission
internal import Configuration
internal import ConfigurationKeeper
internal import Controllers
internal import EventLoop
internal import HTTPServer
internal import Injection
internal import Logging
internal import Logs
internal import PodHealer
internal import PolicyKeeper
internal import SecretKeeper
internal import Webhook

extension ServingPlan {
    /// `injection.engine: policy`: the API server injects, and the leader keeps its rules and the Secrets.
    ///
    /// - Parameters:
    ///   - parts: What every plan is made of.
    ///   - cluster: Where both are kept.
    ///   - names: What the rules are called there.
    /// - Returns: The plan, whose port is taken.
    /// - Throws: Where CEL cannot say the rules, or the port is taken already.
    static func policy(_ parts: ServingParts, in cluster: Cluster, names: PolicyNames) throws -> ServingPlan {
        // Nobody asks them here, but /metrics has a zero for each of them.
        let rules = WebhookRules(AdmissionRules(parts.settings), metrics: parts.metrics)
        parts.readiness.block(.noPolicy)
        let policyKeeper = try parts.makePolicyKeeper(
            in: cluster,
            target: .policy(name: names.name, ownerRole: names.ownerRole)
        ) { [readiness = parts.readiness] state in readiness.show(state) }
        let configurationKeeper = parts.makeConfigurationKeeper(in: cluster)
        let healer = parts.makePodHealer(in: cluster) { policyKeeper.isInForce }
        let others: [any Controller] = [healer].compactMap(\.self)
        let keeper = parts.makeKeeper(in: cluster, controllers: [policyKeeper, configurationKeeper] + others)
        healer?.ask(keeper)
        let loop = try EventLoop()
        let operators = try parts.openOperators(on: loop)
        let configuration = parts.configurationService(configurationKeeper) {
            keeper.reload($0)
            rules.replace(with: AdmissionRules($0))
            policyKeeper.reload($0)
            healer?.reload($0)
        }
        return ServingPlan(
            parts,
            cluster: cluster,
            loops: [loop],
            announcing: [.operators: "http://\(operators.address)", .policy: "\(names.name)"],
            members: [
                Member("operators", OperatorService(server: operators)),
                Member("memory", MemoryService(budget: parts.memory)),
                Member("configuration", configuration),
                Member("policy keeper", LoopService(loop: cluster.loop, work: policyKeeper.run)),
            ]
                + [healer].compactMap(\.self).map {
                    Member("healer of Pods", LoopService(loop: cluster.loop, work: $0.run))
                } + [
                    Member("configuration keeper", LoopService(loop: cluster.loop, work: configurationKeeper.run)),
                    Member("Secret keeper", parts.keeperService(keeper, in: cluster)),
                    Member("drain notice", DrainNotice(readiness: parts.readiness)),
                ]
        )
    }
}

extension ReplicaReadiness {
    /// Takes in whether the API server has the rules.
    fileprivate func show(_ state: PolicyState) {
        switch state {
        case .inForce:
            unblock(.noPolicy)
            unblock(.policyUnserved)
        case .missing:
            block(.noPolicy)
            unblock(.policyUnserved)
        case .unserved:
            block(.policyUnserved)
            unblock(.noPolicy)
        }
    }
}
