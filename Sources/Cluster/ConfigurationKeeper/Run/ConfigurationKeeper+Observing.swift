internal import Controllers
internal import Kubernetes
internal import Metrics

extension ConfigurationKeeper {
    func watch() async {
        let target = WatchTarget.secret(namespace: options.namespace, name: options.secret)
        await Reflector<SecretObject>(client: client, target: target).run { [self] event in
            if secret.take(event) { secretChanged() }
        } report: { [self] state in
            failures.watch(secretName, is: state)
        }
    }

    /// Takes the Secret in as a read or a write showed it, unless a later one was seen; nil where there is none.
    func observe(_ object: SecretObject?, by observation: Observation) {
        if secret.observe(object, by: observation) { secretChanged() }
    }

    private func secretChanged() {
        showStored()
        rounds.wake()
    }

    /// Shows whether the Secret holds what is in force here; where that replaces nothing, whether it holds something to go on with.
    func showStored() {
        let isUsable = secret.object.map { (try? StoredConfiguration($0)) != nil } ?? false
        let isStored = report.replaces ? status == .ours(isRight: true) : isUsable
        metrics.stored.set(isStored ? 1 : 0)
    }

    /// What the plan needs to know of the Secret.
    var status: ConfigurationSituation.Status {
        guard secret.isKnown else { return .unknown }
        guard let object = secret.object else { return .absent }
        guard options.ownership.isOurs(object.metadata) else { return .foreign }
        guard !object.metadata.isTerminating else { return .terminating }
        guard let stored = try? StoredConfiguration(object) else { return .ours(isRight: false) }
        // Of the same text it does not matter who accepted it first.
        return .ours(isRight: stored.text == report.kept.text)
    }

    /// Tells why the configuration in force is not kept, where that is for longer.
    func reportObstacles() {
        let consequence = "so that a replica that starts with a bad file has at most an older one to go on with"
        if report.kept.isTooLarge {
            failures.report(
                "the size",
                "the configuration has more than \(StoredConfiguration.maximumBytes) bytes and is not kept in \(secretName), \(consequence): make it "
                    + "smaller"
            )
        } else {
            failures.clear("the size")
        }
        if status == .foreign {
            failures.report(
                "the owner",
                "\(secretName) is not Pullpass' (\(options.ownership.owner)) and is left alone, \(consequence): delete it, or give another "
                    + "--configuration-secret"
            )
        } else {
            failures.clear("the owner")
        }
    }
}
