package import Configuration
internal import Causes
internal import ConfigurationKeeper
internal import Diagnosis
internal import Installation
package import Kubernetes
internal import Names
package import RegistryLogin
package import Text

/// Answers why Pods cannot pull: finds Pullpass, gathers facts, reasons, and asks registries where that is wanted.
///
/// Used on its client's loop; it writes nothing.
package struct Doctor {
    /// What is asked.
    package enum Question: Sendable, Hashable {
        /// About one Pod, or one of what makes Pods (`deployment/web`), in a namespace.
        case pod(String, namespace: String)
        /// About the Pods of a namespace.
        case namespace(String)
        /// About the Pods of the cluster that wait.
        case cluster
    }

    /// What a person has given.
    package struct Means {
        /// The namespace that Pullpass is in; nil to find it.
        package var home: String?
        /// A configuration that counts in the place of the one in force.
        package var configuration: Configuration?
        /// Reads a configuration's text, with the kinds of credentials that this executable knows; nil where it cannot be used.
        package var parse: @Sendable (ConfigurationText) -> Configuration?
        /// Asks registries; nil not to.
        package var probe: ManifestProbe?
        /// Whether it is a folder that is looked at, which may have been filled without Pullpass' own namespace.
        package var isFolder = false
        /// What else is done.
        package var options = FactGatherer.Options()
        /// Files of a node.
        package var nodeFiles: [FolderObjects.NodeFile] = []

        /// Makes means, with nothing given.
        package init(parse: @escaping @Sendable (ConfigurationText) -> Configuration?) { self.parse = parse }
    }

    private let client: KubernetesClient
    private let means: Means
    private let now: Timestamp
    private var notes: [String] = []
    private var round: CredentialRound?
    /// Whether the configuration that was found is that of an installation which a person named, or who rules the cluster registered.
    ///
    /// A configuration says where credentials are shown to.
    private var isVouched = true

    /// Makes one; `now` is the time of the cluster, or of the folder.
    package init(_ client: KubernetesClient, _ means: Means, now: Timestamp) {
        (self.client, self.means, self.now) = (client, means, now)
    }

    /// Examines.
    package mutating func examine(_ question: Question) async -> DoctorReport {
        let installation = await find()
        var configuration = means.configuration
        var problem: String?
        if configuration == nil, let installation { (configuration, problem) = inForce(installation) }
        if configuration == nil {
            notes.append("the configuration is not known, so that nothing is said of its rules: give it with --config")
        }
        var gatherer = FactGatherer(
            client: client,
            now: now,
            configuration: configuration,
            installation: installation,
            nodeFiles: means.nodeFiles,
            options: means.options
        )
        gatherer.configurationProblem = problem
        if means.probe != nil, means.configuration == nil, !isVouched {
            notes.append(
                "registries are asked as if there were no configuration, since any Deployment may say that it is Pullpass: name its namespace with --pullpass-namespace"
            )
        }
        let trusted = means.configuration ?? (isVouched ? configuration : nil)
        round = means.probe.map { CredentialRound($0, configuration: trusted) }
        var report = DoctorReport()
        switch question {
        case .pod(let name, let namespace): report.pods = await one(name, namespace, &gatherer, &report)
        case .namespace(let namespace): await many(await gatherer.pods(in: namespace), &gatherer, &report, namespace)
        case .cluster: await many(await gatherer.waitingPods(), &gatherer, &report, nil)
        }
        report.unread = gatherer.unread
        if round?.isCut == true {
            notes.append(
                "not all credentials were tried: there are too many, or their registries answer too slowly; ask about one namespace or Pod"
            )
        }
        report.notes = notes
        return report
    }

    private mutating func one(
        _ name: String,
        _ namespace: String,
        _ gatherer: inout FactGatherer,
        _ report: inout DoctorReport
    ) async -> [DoctorReport.PodPart] {
        let bare =
            ["pod/", "pods/", "po/"].first { name.hasPrefix($0) }.map { String(name.dropFirst($0.count)) } ?? name
        let found: GatheredPod?
        if let path = FactGatherer.workload(bare, in: namespace) {
            found = await gatherer.facts(ofPodOf: path)
        } else {
            found = await gatherer.facts(ofPod: bare, in: namespace)
        }
        guard var pod = found else {
            report.isReadable = false
            if gatherer.unread.isEmpty || !gatherer.isSilent {
                let what = bare.contains("/") ? bare : "Pod \(bare)"
                notes.append(
                    "there is no \(Printable.text(what)) in namespace \(Printable.text(namespace)), or it cannot be read"
                )
            }
            return []
        }
        await round?.ask(about: &pod)
        return [DoctorReport.PodPart(pod)]
    }

    private mutating func many(
        _ search: FactGatherer.Search,
        _ gatherer: inout FactGatherer,
        _ report: inout DoctorReport,
        _ namespace: String?
    ) async {
        guard search.isReadable else {
            report.isReadable = false
            return
        }
        if let namespace, await gatherer.isAbsent(namespace) {
            report.isReadable = false
            notes.append("there is no namespace \(Printable.text(namespace))")
            return
        }
        report.installation = Diagnosis.ofInstallation(await gatherer.factsOfInstallation())
        report.examined = 0
        for object in search.pods {
            var pod = await gatherer.facts(of: object, isOneOfMany: true)
            await round?.ask(about: &pod)
            let part = DoctorReport.PodPart(pod)
            if !part.diagnosis.isFine { report.pods.append(part) }
            guard !gatherer.isSilent else {
                notes.append(
                    "the API server did not answer any more, so that the other Pods were not looked at: ask again"
                )
                // What was seen is told; that nothing was seen proves nothing.
                report.isReadable = report.conclusion == .wrong
                break
            }
            report.examined = (report.examined ?? 0) + 1
        }
        if search.isCut {
            notes.append(
                "not all Pods were looked at: \(FactGatherer.mostListed) are listed and \(FactGatherer.mostExamined) of these looked at, those that wait "
                    + "for an image first; ask about one namespace or Pod"
            )
        }
    }

    // MARK: Pullpass

    private mutating func find() async -> Installation? {
        let finder = InstallationFinder(client: client)
        var home = means.home
        if home == nil {
            let found = await finder.candidates()
            let namespaces = found.registered + found.deployed
            let first = found.registered.isEmpty ? found.deployed : found.registered
            home = first.first { $0 == ClusterNames.standard } ?? first.first
            isVouched = !found.registered.isEmpty || home == ClusterNames.standard
            if !isVouched {
                notes.append(
                    "no webhook of Pullpass is registered, or you may not see it, and a Deployment of namespace \(Printable.text(home ?? "")) says that "
                        + "it is Pullpass, as anybody's may: name the namespace with --pullpass-namespace"
                )
            } else if namespaces.count > 1 {
                notes.append(
                    "Pullpass is in several namespaces (\(Printable.list(namespaces))): that in \(home ?? "") is looked at; name another with --pullpass-namespace"
                )
            }
        }
        guard let home else { return nil }
        let found = await finder.installation(in: home)
        if !found.isSeen, means.isFolder {
            notes.append(
                "nothing of Pullpass itself was gathered (namespace \(Printable.text(home))), so that nothing is said of it"
            )
            return nil
        }
        // What may not be looked at may well be there.
        return found.isSeen || !found.unread.isEmpty ? found : nil
    }

    /// The configuration in force, and why it is not the one that is written.
    private func inForce(_ installation: Installation) -> (Configuration?, problem: String?) {
        let written = installation.mounted.flatMap { means.parse($0.text) }
        var problem: String?
        if let place = installation.mounted?.place, written == nil {
            problem = "\(place.isSecret ? "Secret" : "ConfigMap") \(place.name) cannot be used"
        }
        guard let stored = installation.inForce.flatMap({ means.parse($0.text) }) else { return (written, problem) }
        return (stored, problem)
    }
}
