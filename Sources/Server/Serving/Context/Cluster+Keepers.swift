internal import CertificateKeeper
package import Configuration
package import ConfigurationKeeper
package import Controllers
internal import Credentials
internal import Files
package import Kubernetes
package import Logging
internal import PodHealer
package import PolicyKeeper
internal import RegistryLogin
package import RegistryStatusKeeper
package import SecretKeeper
internal import SelfTest
package import ServiceAccountKeeper
internal import Text

extension Cluster {
    /// Makes the keeper of a configuration's Secrets; it does nothing until it is run on ``loop``.
    package func makeKeeper(
        _ configuration: Configuration,
        confirmsRemoval: Bool = false,
        learn: NamespaceLearner? = nil,
        learnLacks: LackLearner? = nil,
        controllers: [any Controller] = [],
        onOwnNamespace: (@Sendable (Bool) -> Void)? = nil,
        onNamespaces: @escaping @Sendable () -> Void = {},
        logger: Logger
    ) -> SecretKeeper {
        let probe = outbound.makeProbe()
        let accounts = ClusterServiceAccounts(client: client, ownNamespace: namespace)
        var options = KeeperOptions(ownNamespace: namespace, identity: identity)
        options.confirmsRemoval = confirmsRemoval
        options.onlyNamespaces = onlyNamespaces
        return SecretKeeper(
            configuration: configuration,
            options: options,
            client: client,
            clock: .system,
            makeFetcher: { [outbound] registry, secrets in
                outbound.makeFetcher(for: registry, secrets: secrets, serviceAccounts: accounts)
            },
            probe: { [probe] registry, fetched, known in
                await probe.check(fetched, of: registry, replacing: known)?.verdict
            },
            quota: { [probe] registry, fetched in await probe.check(fetched, of: registry)?.quota },
            learn: learn,
            learnLacks: learnLacks,
            controllers: controllers,
            onOwnNamespace: onOwnNamespace,
            onNamespaces: onNamespaces,
            metrics: metrics,
            logger: logger
        )
    }

    /// Makes what keeps the rules inside the API server; it does nothing until it is run on ``loop``.
    ///
    /// - Throws: where CEL cannot say the rules.
    package func makePolicyKeeper(
        _ configuration: Configuration,
        target: PolicyKeeperOptions.Target,
        metrics: PolicyMetrics,
        logger: Logger,
        tell: @escaping @Sendable (PolicyState) -> Void = { _ in }
    ) throws -> PolicyKeeper {
        try PolicyKeeper(
            configuration: configuration,
            options: policyOptions(configuration, target),
            client: client,
            identity: identity,
            wallClock: .system,
            metrics: metrics,
            logger: logger,
            tell: tell
        )
    }

    /// Takes the policy away that a configuration has made; run as a task on ``loop``.
    ///
    /// - Returns: what became of it; nil where the engine is another.
    /// - Throws: where the API server refuses.
    package func removePolicy(of configuration: Configuration) async throws(KubernetesError) -> PolicyKeeper.Outcome? {
        let injection = configuration.injection
        guard injection.engine == .policy else { return nil }
        let target = PolicyKeeperOptions.Target.policy(
            name: injection.policy.name,
            ownerRole: injection.policy.ownerRole
        )
        return try await PolicyKeeper.removeAll(of: policyOptions(configuration, target), by: client)
    }

    private func policyOptions(
        _ configuration: Configuration,
        _ target: PolicyKeeperOptions.Target
    ) -> PolicyKeeperOptions {
        PolicyKeeperOptions(
            target: target,
            namespace: namespace,
            leaseName: configuration.keeper.leaderElection.leaseName,
            onlyNamespaces: onlyNamespaces
        )
    }

    /// Makes what heals Pods that cannot pull; it does nothing until it is run on ``loop`` and has a keeper to ask.
    func makePodHealer(
        _ configuration: Configuration,
        isInjecting: @escaping @Sendable () -> Bool?,
        metrics: HealMetrics,
        logger: Logger
    ) -> PodHealer {
        let probe = outbound.makeProbe()
        var options = PodHealerOptions(ownNamespace: namespace, identity: identity)
        options.onlyNamespaces = onlyNamespaces
        return PodHealer(
            configuration: configuration,
            options: options,
            client: client,
            probe: { registry, credential in await probe.attempt(credential, of: registry).verdict },
            isInjecting: isInjecting,
            wallClock: .system,
            metrics: metrics,
            logger: logger
        )
    }

    /// Makes what sees that the API server calls the webhook; it does nothing until it is run on ``loop``.
    func makeSelfTest(
        _ configuration: Configuration,
        _ settings: SelfTestSettings,
        metrics: SelfTestMetrics,
        logger: Logger
    ) -> SelfTestRunner {
        SelfTestRunner(
            configuration: configuration,
            settings: settings,
            place: SelfTestPlace(
                ownNamespace: namespace,
                leaseName: configuration.keeper.leaderElection.leaseName,
                identity: identity
            ),
            client: client,
            wallClock: .system,
            metrics: metrics,
            logger: logger
        )
    }

    /// Makes what keeps our names in ServiceAccounts; it does nothing until it is run on ``loop``.
    package func makeServiceAccountKeeper(
        _ configuration: Configuration,
        isRound: Bool = false,
        confirmsRemoval: Bool = false,
        metrics: ServiceAccountMetrics,
        logger: Logger
    ) -> ServiceAccountKeeper {
        var options = ServiceAccountKeeperOptions(
            namespace: namespace,
            leaseName: configuration.keeper.leaderElection.leaseName,
            onlyNamespaces: onlyNamespaces
        )
        options.isRound = isRound
        options.confirmsRemoval = confirmsRemoval
        return ServiceAccountKeeper(
            configuration: configuration,
            options: options,
            client: client,
            identity: identity,
            wallClock: .system,
            metrics: metrics,
            logger: logger
        )
    }

    /// Makes what keeps the last good configuration in a Secret; it does nothing until it is run on ``loop``.
    package func makeConfigurationKeeper(_ context: CommandContext, secret: String) -> ConfigurationKeeper {
        ConfigurationKeeper(
            ConfigurationReport(
                context.origin,
                keeping: context.kept(context.file.value.text, at: WallClock.system.now()),
                replaces: context.origin == .file
            ),
            options: ConfigurationKeeperOptions(
                namespace: namespace,
                secret: secret,
                leaseName: context.configuration.keeper.leaderElection.leaseName
            ),
            client: client,
            identity: identity,
            wallClock: .system,
            metrics: ConfigurationMetrics(context.metrics),
            logger: context.logger
        )
    }

    /// Makes what shows in PullRegistries how registries stand, which it is to be told from somewhere; it does nothing until it is run on ``loop``.
    package func makeRegistryStatusKeeper(_ context: CommandContext) -> RegistryStatusKeeper {
        RegistryStatusKeeper(
            options: RegistryStatusOptions(
                namespace: namespace,
                leaseName: context.configuration.keeper.leaderElection.leaseName
            ),
            client: client,
            identity: identity,
            wallClock: .system,
            metrics: RegistryStatusMetrics(context.metrics),
            logger: context.logger
        )
    }

    /// Makes what keeps the webhook's own certificate in a Secret; it does nothing until it is run on ``loop``.
    func makeCertificateKeeper(
        service: String,
        configuration: String,
        user: any CertificateUser,
        logger: Logger
    ) -> CertificateKeeper {
        CertificateKeeper(
            options: CertificateOptions(namespace: namespace, service: service, configuration: configuration),
            client: client,
            user: user,
            wallClock: .system,
            logger: logger
        )
    }
}
