internal import Admission
internal import Configuration
internal import ConfigurationKeeper
internal import Controllers
internal import EventLoop
internal import HTTPServer
internal import Injection
internal import Logging
internal import Logs
internal import PolicyKeeper
internal import SecretKeeper
internal import Webhook

extension ServingPlan {
    /// `injection.engine: policy` or `none`: there is no webhook, and the leader keeps the Secrets, and the rules by which the API server injects
    /// where there are such.
    ///
    /// - Parameters:
    ///   - parts: What every plan is made of.
    ///   - cluster: Where all is kept.
    ///   - names: What the rules are called there; nil for none.
    /// - Returns: The plan, whose port is taken.
    /// - Throws: Where CEL cannot say the rules, or the port is taken already.
    static func policy(_ parts: ServingParts, in cluster: Cluster, names: PolicyNames?) throws -> ServingPlan {
        // Nobody asks them here, but /metrics has a zero for each of them.
        let rules = WebhookRules(AdmissionRules(parts.settings), metrics: parts.metrics)
        let policyKeeper = try names.map { names in
            parts.readiness.block(.noPolicy)
            return try parts.makePolicyKeeper(
                in: cluster,
                target: .policy(name: names.name, ownerRole: names.ownerRole)
            ) { [readiness = parts.readiness] state in readiness.show(state) }
        }
        let configurationKeeper = parts.makeConfigurationKeeper(in: cluster)
        let added = AddedKeepers(parts, in: cluster) { policyKeeper?.isInForce }
        let controllers: [(any Controller)?] = [policyKeeper, configurationKeeper]
        let keeper = parts.makeKeeper(in: cluster, controllers: controllers.compactMap(\.self) + added.controllers)
        added.ask(keeper)
        let loop = try EventLoop()
        let operators = try parts.openOperators(on: loop)
        let configuration = parts.configurationService(configurationKeeper) {
            keeper.reload($0)
            rules.replace(with: AdmissionRules($0))
            policyKeeper?.reload($0)
            added.reload($0)
        }
        var members = [
            Member("operators", OperatorService(server: operators)),
            Member("memory", MemoryService(budget: parts.memory)),
            Member("configuration", configuration),
        ]
        if let policyKeeper {
            members.append(Member("policy keeper", LoopService(loop: cluster.loop, work: policyKeeper.run)))
        }
        members += added.members(in: cluster)
        members += [
            Member("configuration keeper", LoopService(loop: cluster.loop, work: configurationKeeper.run)),
            Member("Secret keeper", parts.keeperService(keeper, in: cluster)),
            Member("status", parts.statusService(keeper, added, in: cluster)),
            Member("drain notice", DrainNotice(readiness: parts.readiness)),
        ]
        var announcement: LogFields = [.operators: "http://\(operators.address)"]
        if let names { announcement[.policy] = "\(names.name)" }
        return ServingPlan(
            parts,
            cluster: cluster,
            loops: [loop],
            announcing: announcement,
            members: members
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
