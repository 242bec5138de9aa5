internal import Configuration
internal import ConfigurationKeeper
internal import Installation
internal import Kubernetes
internal import Names
internal import Status
internal import Text

/// What of a report the objects of the installation tell: who leads, what is in force, what is registered.
extension StatusSurvey {
    /// How long a leader may seem not to have renewed its Lease; clocks of different machines differ, and only so much.
    private static let silence = Duration.seconds(120)

    func add(_ installation: Installation, to report: inout StatusReport) async {
        report.problems += installation.unread.map { "not read: \($0.part): \($0.reason)" }
        add(lease: installation, to: &report)
        if let workload = installation.workload, workload.kind == "Deployment",
            workload.readyReplicas < workload.replicas
        {
            report.problems.append(
                "\(workload.readyReplicas) of \(workload.replicas) Pods of Deployment \(Printable.text(workload.name)) are ready"
            )
        }
        report.configuration = inForce(installation)
        report.webhook = await webhook(installation)
    }

    private func add(lease installation: Installation, to report: inout StatusReport) {
        let isRead = !installation.unread.contains { $0.part.hasPrefix("Lease ") }
        guard let spec = installation.lease?.spec, let holder = spec.holderIdentity, !holder.isEmpty else {
            if isRead, installation.workload?.kind == "Deployment" { report.problems.append("no replica leads") }
            return
        }
        let renewed = spec.renewTime.flatMap { Timestamp(rfc3339: $0) }
        report.leader = LeaderStatus(
            identity: holder,
            since: spec.acquireTime.flatMap { Timestamp(rfc3339: $0) },
            renewedAt: renewed
        )
        if let renewed, report.madeAt - renewed > Self.silence {
            report.problems.append("the leader has not renewed its Lease since \(renewed.whole): no replica leads")
        }
    }

    private func inForce(_ installation: Installation) -> InForceStatus? {
        guard let mounted = installation.mounted else {
            return installation.inForce.map { InForceStatus(source: "stored", acceptedAt: $0.acceptedAt) }
        }
        guard let stored = installation.inForce else { return InForceStatus(source: "file") }
        guard stored.text != mounted.text else { return InForceStatus(source: "file", acceptedAt: stored.acceptedAt) }
        let place = "\(mounted.place.isSecret ? "Secret" : "ConfigMap") \(mounted.place.name)"
        do {
            _ = try ConfigurationFile(path: place, mode: .cluster).read(mounted.text, from: place).get()
            return InForceStatus(
                source: "previous",
                acceptedAt: stored.acceptedAt,
                problem:
                    "\(place) has another configuration: it is taken over within two minutes, or the Event ConfigurationRefused on the Lease says why not"
            )
        } catch {
            // What is wrong may quote the file: `validate` says it to who may read that.
            return InForceStatus(
                source: "previous",
                acceptedAt: stored.acceptedAt,
                problem:
                    "\(place) cannot be used, and the configuration before it stays in force: look at it with pullpass validate"
            )
        }
    }

    private func webhook(_ installation: Installation) async -> WebhookStatus {
        var status = WebhookStatus()
        status.engine = configuration.injection.engine.rawValue
        guard configuration.injection.engine != .nothing else { return status }
        guard configuration.injection.engine == .webhook else {
            let name = configuration.injection.policy.name
            do throws(KubernetesError) {
                let path = ResourcePath.mutatingAdmissionPolicies(name: name)
                if try await cluster.client.object(SpecObject.self, at: path) == nil {
                    status.problem = "there is no MutatingAdmissionPolicy \(name): Pods get no Secrets"
                } else {
                    status.registrations = [name]
                }
            } catch {
                status.problem = Printable.line("the MutatingAdmissionPolicy cannot be read: \(error)")
            }
            return status
        }
        status.registrations = Set(installation.webhooks.map(\.configuration)).sorted()
        status.failurePolicy = installation.webhooks.first?.failurePolicy
        let isRead = !installation.unread.contains { $0.part == InstallationFinder.registrations }
        if isRead, installation.webhooks.isEmpty, installation.workload?.kind != "CronJob" {
            status.problem =
                "no MutatingWebhookConfiguration calls a Service of namespace \(installation.namespace): Pods get no Secrets"
        }
        return status
    }
}

extension Cluster {
    /// The most Events that are looked at.
    private static let maximumEvents = 500

    /// What Pullpass has told as Events, the newest first; whoever may write Events may have told it in its place.
    ///
    /// - Parameters:
    ///   - owner: The installation that has told them: others of the cluster tell of what is theirs.
    ///   - problems: Takes in that they cannot be read.
    /// - Returns: The Events, at most ``maximumEvents``; none where they cannot be read.
    func toldEvents(of owner: String, problems: inout [String]) async -> [ToldEvent] {
        let path = onlyNamespaces.isEmpty ? ResourcePath(resource: "events") : .events(namespace: namespace)
        let target = WatchTarget(path: path.path, fieldSelector: "reportingComponent=\(ClusterNames.fieldManager)")
        do throws(KubernetesError) {
            let (objects, _) = try await client.first(WholeObject.self, target, atMost: Self.maximumEvents)
            return objects.filter { $0.metadata.annotations[PullpassKey.owner] == owner }.compactMap(ToldEvent.init)
                .sorted { $0.time > $1.time }
        } catch {
            problems.append(Printable.line("not read: Events, which say why a Secret is missing: \(error)"))
            return []
        }
    }
}

extension ToldEvent {
    fileprivate init?(_ object: WholeObject) {
        let regarding = object["involvedObject"]
        func text(_ value: JSONValue?) -> String? { if case .string(let text)? = value { text } else { nil } }
        let times = [text(object["lastTimestamp"]), text(object["eventTime"]), object.metadata.creationTimestamp]
        guard let time = times.compactMap({ $0.flatMap { Timestamp(rfc3339: $0) } }).first,
            let reason = text(object["reason"]), let kind = text(regarding?["kind"]),
            let name = text(regarding?["name"])
        else { return nil }
        var count = 1
        if case .integer(let number)? = object["count"] { count = Int(clamping: number) }
        let place = text(regarding?["namespace"]).map { "\($0)/" } ?? ""
        self.init(
            time: time,
            isWarning: text(object["type"]) == "Warning",
            reason: Printable.text(reason),
            object: Printable.line("\(kind) \(place)\(name)", limit: 330),
            message: Printable.line(text(object["message"]) ?? ""),
            count: count
        )
    }
}
