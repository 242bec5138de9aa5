package import ConfigurationKeeper
internal import Configuration
internal import Credentials
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Metrics
internal import SecretKeeper

/// Where the last good configuration is read from, by who has no other.
package struct StoredConfigurationSource: Sendable {
    /// How messages call the Secret.
    let place: String
    /// Reads it within so much time; nil where there is none.
    let read: @Sendable (_ patience: Duration) async throws -> StoredConfiguration?

    /// Makes a source of any kind.
    package init(place: String, read: @escaping @Sendable (_ patience: Duration) async throws -> StoredConfiguration?) {
        self.place = place
        self.read = read
    }

    /// Reads a Secret of Pullpass' own namespace, with nothing of a configuration.
    package init(_ choice: ClusterChoice, secret: String, version: String, environment: [String: String]) {
        // The plugin of a kubeconfig gets no credential, and without a configuration nobody knows which variables hold one.
        var variables = ProgramEnvironment.of(environment, withholding: [])
        variables["KUBECONFIG"] = environment["KUBECONFIG"]
        let known = variables
        self.init(place: "Secret \(choice.namespace.map { "\($0)/" } ?? "")\(secret)") { patience in
            let logger = LogSettings().makeLogger(label: "configuration")
            let connection = try choice.connection(environment: known)
            let cluster = try Cluster(
                connection,
                outbound: Outbound(environment: known, version: version, logger: logger),
                namespace: choice.ownNamespace(on: connection, environment: known),
                onlyNamespaces: [],
                environment: known,
                settings: KeeperSettings(),
                metrics: KeeperMetrics(MetricsRegistry())
            )
            defer { cluster.shutDown() }
            return try await cluster.storedConfiguration(named: secret, within: patience)
        }
    }
}

extension Cluster {
    /// Reads the last good configuration; nil where there is none.
    ///
    /// - Parameters:
    ///   - name: The Secret's.
    ///   - patience: For how long it is tried again where nobody answers.
    /// - Returns: what the Secret holds.
    /// - Throws: `KubernetesError` where the API server refuses or does not answer, or what is wrong with the Secret.
    func storedConfiguration(named name: String, within patience: Duration) async throws -> StoredConfiguration? {
        let secret = try await Task(executorPreference: loop) { [client, namespace, loop] in
            let deadline = loop.preciseNow().advanced(by: patience)
            // Why nobody answers says more than that it took too long: another try must end before that.
            let lastTry = deadline.advanced(by: .zero - .seconds(7))
            return try await withThrowingTaskGroup(of: SecretObject?.self) { group in
                group.addTask {
                    while true {
                        do throws(KubernetesError) {
                            return try await client.secret(namespace: namespace, name: name)
                        } catch {
                            guard error.isTransient, loop.preciseNow() < lastTry else { throw error }
                        }
                        await loop.sleep(until: loop.preciseNow().advanced(by: .seconds(1)))
                    }
                }
                group.addTask {
                    await loop.sleep(until: deadline)
                    try Task.checkCancellation()
                    throw KubernetesError(
                        verb: "get",
                        path: ResourcePath.secrets(namespace: namespace, name: name).path,
                        cause: .timedOut(after: patience)
                    )
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        }.value
        return try secret.map { secret throws(StoredConfigurationProblem) in try StoredConfiguration(secret) }
    }
}
