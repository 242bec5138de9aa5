internal import Admission
internal import CertificateKeeper
internal import ConfigurationKeeper
internal import Controllers
internal import EventLoop
internal import HTTPServer
internal import Injection
internal import Logging
internal import Logs
internal import PolicyKeeper
internal import SecretKeeper
internal import SelfTest
internal import Webhook

extension ServingPlan {
    /// In a cluster: the webhook injects, and the leader keeps the Secrets.
    ///
    /// - Parameters:
    ///   - parts: What every plan is made of.
    ///   - cluster: Where the Secrets are kept.
    ///   - mode: Where the webhook's certificate comes from; its own is the leader's to keep as well.
    ///   - matched: The MutatingWebhookConfiguration whose `matchConditions` the leader keeps; nil for none.
    /// - Returns: The plan, whose ports are taken.
    /// - Throws: Where a certificate cannot be used, CEL cannot say the rules, or a port is taken already.
    static func webhook(
        _ parts: ServingParts,
        in cluster: Cluster,
        certificate mode: CertificateMode,
        matched: String?
    ) throws -> ServingPlan {
        let rules = WebhookRules(AdmissionRules(parts.settings), metrics: parts.metrics)
        let certificate = try parts.makeCertificate(mode)
        let certificateKeeper = makeCertificateKeeper(mode, for: certificate, parts, cluster)
        let conditionsKeeper = try matched.map {
            // Nobody waits for it: the webhook is asked about Pods of the conditions before as well.
            try parts.makePolicyKeeper(in: cluster, target: .matchConditions(registration: $0))
        }
        let selfTest = parts.makeSelfTest(in: cluster)
        let configurationKeeper = parts.makeConfigurationKeeper(in: cluster)
        let added = AddedKeepers(parts, in: cluster) { selfTest?.isPassed }
        let controllers: [(any Controller)?] = [
            certificateKeeper, conditionsKeeper, configurationKeeper, selfTest,
        ]
        let keeper = parts.makeKeeper(
            in: cluster,
            learn: { rules.learn($0) },
            learnLacks: { rules.learn(lacking: $0) },
            controllers: controllers.compactMap(\.self) + added.controllers
        )
        added.ask(keeper)
        let loops = try EventLoop.onePerProcessor()
        let webhook = try parts.openWebhook(rules, certificate, on: loops) {
            keeper.hint(namespace: $0, registries: $1, names: $2)
        }
        let operatorsLoop = try EventLoop()
        let operators = try parts.openOperators(on: operatorsLoop)
        let configuration = parts.configurationService(configurationKeeper) {
            // The keeper first: a hint of the new rules must find what it means.
            keeper.reload($0)
            rules.replace(with: AdmissionRules($0))
            conditionsKeeper?.reload($0)
            selfTest?.reload($0)
            added.reload($0)
        }
        let logger = parts.logger
        var members = [
            Member("operators", OperatorService(server: operators)),
            Member("memory", MemoryService(budget: parts.memory)),
            Member("configuration", configuration),
        ]
        members += certificate.makeServices(logger: logger).map { Member("certificate", $0) }
        // The keepers go after the webhook: while that drains, its Pods still get their Secrets.
        if let certificateKeeper {
            members.append(Member("certificate keeper", LoopService(loop: cluster.loop, work: certificateKeeper.run)))
        }
        if let conditionsKeeper {
            members.append(
                Member("matchConditions keeper", LoopService(loop: cluster.loop, work: conditionsKeeper.run))
            )
        }
        if let selfTest {
            members.append(Member("self test", LoopService(loop: cluster.loop, work: selfTest.run)))
        }
        members += added.members(in: cluster)
        members += [
            Member("configuration keeper", LoopService(loop: cluster.loop, work: configurationKeeper.run)),
            Member("Secret keeper", parts.keeperService(keeper, in: cluster)),
            Member("status", parts.statusService(keeper, added, in: cluster)),
            Member("webhook", parts.webhookService(webhook)),
        ]
        return ServingPlan(
            parts,
            cluster: cluster,
            loops: loops + [operatorsLoop],
            announcing: [
                .operators: "http://\(operators.address)",
                .webhook: "https://\(webhook.address)\(AdmissionEndpoint.path)",
            ],
            members: members
        )
    }

    private static func makeCertificateKeeper(
        _ mode: CertificateMode,
        for certificate: ServingCertificate,
        _ parts: ServingParts,
        _ cluster: Cluster
    ) -> CertificateKeeper? {
        guard case .own(let service, let configuration) = mode else { return nil }
        return cluster.makeCertificateKeeper(
            service: service,
            configuration: configuration,
            user: certificate,
            logger: parts.logger
        )
    }
}
