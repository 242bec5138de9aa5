internal import Configuration
internal import ConfigurationKeeper
internal import EventLoop
internal import Files
internal import Installation
internal import Kubernetes
internal import Logging
internal import PodHealer
internal import SecretKeeper
package import Status
internal import Text

/// How an installation stands, read from its cluster by somebody who writes nothing: the keeper's own plan, by its own watches.
package struct StatusSurvey: Sendable {
    let cluster: Cluster
    let installation: Installation
    let configuration: Configuration
    let version: String

    /// How long it waits for an API server that does not answer.
    private static let patience = Duration.seconds(30)
    /// How often what is not watched is read again: Lease, registrations, Events.
    private static let rereading = Duration.seconds(15)

    /// Finds an installation and its configuration.
    ///
    /// - Parameters:
    ///   - choice: Which cluster is meant, and which of its installations.
    ///   - path: A configuration file; nil for the configuration that is found in the cluster.
    ///   - version: The version of Pullpass.
    ///   - environment: The variables of the process.
    ///   - flag: The flag that names the installation's namespace, for messages.
    /// - Returns: What is needed to look at it.
    /// - Throws: ``ServingError`` where there is none, several, none that is more than somebody's claim, or no configuration that can be read.
    package static func find(
        _ choice: ClusterChoice,
        configuration path: String?,
        version: String,
        environment: [String: String],
        flag: String = "--namespace"
    ) async throws -> StatusSurvey {
        var choice = choice
        if choice.namespace == nil {
            let cluster = try Cluster.visiting(choice, environment: environment, version: version)
            defer { cluster.shutDown() }
            // In a Pod of its own it may look at nothing else.
            let home = await Task(executorPreference: cluster.loop) {
                await InstallationFinder(client: cluster.client).home(expected: cluster.namespace)
            }.value
            switch home {
            case .known(let namespace): choice.namespace = namespace
            case .several(let found):
                throw ServingError.usage(
                    "there are several installations, in the namespaces \(Printable.list(found)): say which by \(flag)"
                )
            case .claimed(let found):
                throw ServingError.usage(
                    "no webhook of Pullpass is registered, or you may not see it, and nothing of it is in namespace \(cluster.namespace); Deployments "
                        + "of these namespaces say that they are Pullpass, as anybody's may: \(Printable.list(found)). If one is, name it by \(flag)"
                )
            }
        }
        let cluster = try Cluster.visiting(choice, environment: environment, version: version)
        do {
            let namespace = cluster.namespace
            var installation = await Task(executorPreference: cluster.loop) {
                await InstallationFinder(client: cluster.client).installation(in: namespace)
            }.value
            let configuration = try configuration(path, installation, flag: flag)
            installation = await Task(executorPreference: cluster.loop) { [installation] in
                var installation = installation
                await InstallationFinder(client: cluster.client)
                    .lease(named: configuration.keeper.leaderElection.leaseName, of: &installation)
                return installation
            }.value
            let flags = NamespaceList.names(installation.workload?.value(of: "--only-namespaces"))
            guard choice.onlyNamespaces.isEmpty, !flags.isEmpty else {
                return StatusSurvey(
                    cluster: cluster,
                    installation: installation,
                    configuration: configuration,
                    version: version
                )
            }
            // Whoever asks may have no more rights than it.
            choice.onlyNamespaces = flags
            cluster.shutDown()
            return StatusSurvey(
                cluster: try Cluster.visiting(choice, environment: environment, version: version),
                installation: installation,
                configuration: configuration,
                version: version
            )
        } catch {
            cluster.shutDown()
            throw error
        }
    }

    /// The configuration of the installation that is found in a cluster.
    ///
    /// - Parameters:
    ///   - choice: Which cluster is meant.
    ///   - version: The version of Pullpass.
    ///   - environment: The variables of the process.
    ///   - flag: The flag that names the installation's namespace, for messages.
    /// - Returns: The one in force, else the one that its Pods have mounted, and what it is of.
    /// - Throws: As ``find(_:configuration:version:environment:flag:)``.
    package static func configuration(
        in choice: ClusterChoice,
        version: String,
        environment: [String: String],
        flag: String
    ) async throws -> InstalledConfiguration {
        let survey = try await find(
            choice,
            configuration: nil,
            version: version,
            environment: environment,
            flag: flag
        )
        survey.cluster.shutDown()
        return InstalledConfiguration(
            survey.configuration,
            in: survey.cluster.namespace,
            onlyNamespaces: survey.cluster.onlyNamespaces
        )
    }

    private static func configuration(
        _ path: String?,
        _ installation: Installation,
        flag: String
    ) throws -> Configuration {
        let text: ConfigurationText
        let place: String
        if let path {
            place = path
            do {
                text = ConfigurationText(
                    bytes: try LocalFileSystem().read(path, limit: Configuration.maximumFileBytes)
                )
            } catch {
                throw ServingError.usage("\(error)")
            }
        } else if let stored = installation.inForce {
            (text, place) = (stored.text, "the configuration in force")
        } else if let mounted = installation.mounted {
            (text, place) = (mounted.text, "the configuration in \(mounted.place.name)")
        } else {
            let reasons = installation.unread.prefix(4).map { "; \($0.part): \($0.reason)" }.joined()
            throw ServingError.usage(
                "no configuration of Pullpass was found in namespace \(installation.namespace): give \(flag) where it is installed elsewhere, or --config\(reasons)"
            )
        }
        do {
            return try ConfigurationFile(path: place, mode: .cluster).read(text, from: place).get()
        } catch {
            throw ServingError.unusable("\(error)")
        }
    }

    private func stuckPods(_ keeper: SecretKeeper, problems: inout [String]) async -> StuckPods? {
        let survey = PodSurvey(configuration, client: cluster.client, onlyNamespaces: cluster.onlyNamespaces)
        let (pods, unread) = await survey.look(keeper)
        for error in unread {
            problems.append(Printable.line("not read: Pods, of which some may wait for an image in vain: \(error)"))
        }
        return pods
    }

    /// Reads everything and shows it, again and again where that is asked for.
    ///
    /// - Parameters:
    ///   - pause: The time from one report to the next; nil for one report.
    ///   - show: Takes each report; false ends it.
    /// - Returns: The last report.
    package func run(every pause: Duration?, show: @escaping @Sendable (StatusReport) -> Bool) async -> StatusReport {
        let keeper = cluster.makeKeeper(
            configuration,
            logger: Logger(label: "status") { _ in SwiftLogNoOpLogHandler() }
        )
        let last = LastReport()
        await Task(executorPreference: cluster.loop) { [cluster, installation, version] in
            await keeper.look(atMost: Self.patience) {
                let finder = InstallationFinder(client: cluster.client)
                let owner = "\(cluster.namespace)/\(self.configuration.keeper.leaderElection.leaseName)"
                var (installation, events) = (
                    installation, await cluster.toldEvents(of: owner, problems: &last.problems)
                )
                var pods = await self.stuckPods(keeper, problems: &last.problems)
                var readAt = cluster.loop.preciseNow()
                while !Task.isCancelled {
                    var report = keeper.status(as: .command, version: version)
                    report.explainLacks(by: events)
                    report.events = Array(events.prefix(StatusReport.maximumEvents))
                    report.pods = pods
                    report.problems += last.problems
                    await self.add(installation, to: &report)
                    last.report = report
                    guard show(report), let pause else { return }
                    await cluster.loop.sleep(until: cluster.loop.preciseNow().advanced(by: pause))
                    guard cluster.loop.preciseNow() - readAt >= Self.rereading else { continue }
                    last.problems = []
                    events = await cluster.toldEvents(of: owner, problems: &last.problems)
                    pods = await self.stuckPods(keeper, problems: &last.problems)
                    installation = await finder.installation(in: installation.namespace)
                    await finder.lease(
                        named: self.configuration.keeper.leaderElection.leaseName,
                        of: &installation
                    )
                    readAt = cluster.loop.preciseNow()
                }
            }
        }.value
        cluster.shutDown()
        return last.report
            ?? StatusReport(
                madeAt: WallClock.system.now(),
                version: version,
                namespace: cluster.namespace,
                view: .command
            )
    }
}

/// What the tasks of a survey leave behind; used on one loop and after its end, hence the unchecked conformance.
private final class LastReport: @unchecked Sendable {
    var report: StatusReport?
    var problems: [String] = []
}

/// Lists of names as flags have them.
private enum NamespaceList {
    static func names(_ text: String?) -> [String] { Set((text ?? "").split(separator: ",").map(String.init)).sorted() }
}
