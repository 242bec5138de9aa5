internal import Configuration
internal import Diagnosis
internal import Installation
internal import Kubernetes
internal import Names
internal import TLS
internal import Text

/// What is the same for all Pods: Pullpass itself.
extension FactGatherer {
    mutating func around() async -> Surroundings {
        if let surroundings { return surroundings }
        var around = Surroundings()
        if let installation {
            for part in installation.unread { reads.note(part.part, why: part.reason) }
            around.installation = facts(of: installation)
            around.masters = await masters(in: installation.namespace)
            switch configuration?.injection.engine {
            case .policy: around.webhook = await policy()
            // Nobody is called, and nothing of it can be wrong.
            case .nothing: break
            case .webhook, nil: (around.webhook, around.objectSelector) = await webhook(installation)
            }
        }
        surroundings = around
        return around
    }

    private func facts(of found: Installation) -> Facts.Installation {
        var facts = Facts.Installation(namespace: found.namespace)
        if let workload = found.workload {
            facts.deployment = workload.name
            facts.account = workload.name
            facts.release = workload.release
            if workload.kind == "Deployment" { facts.replicasWanted = workload.replicas }
            facts.isCronJob = workload.kind == "CronJob"
            facts.onlyNamespaces =
                workload.value(of: "--only-namespaces")?.split(separator: ",").map(String.init) ?? []
        }
        facts.configurationProblem = configurationProblem
        facts.lease = configuration?.keeper.leaderElection.leaseName ?? found.leaseName ?? facts.lease
        facts.lacksLease =
            found.lease == nil && found.leaseName == facts.lease && facts.replicasWanted ?? 0 > 0
            && !found.unread.contains { $0.part.hasPrefix("Lease ") }
        if !facts.isCronJob, let spec = found.lease?.spec,
            let renewed = spec.renewTime.flatMap(Timestamp.init(rfc3339:))
        {
            let isHeld = spec.holderIdentity?.isEmpty == false
            // Clocks of different machines differ, and nobody is called absent for that.
            let patience = Duration.seconds(isHeld ? min(max(spec.leaseDurationSeconds ?? 0, 0), 3600) + 120 : 0)
            facts.leaseEnds = renewed + patience
        }
        return facts
    }

    /// The masters, without what is in them.
    private mutating func masters(in namespace: String) async -> [Facts.Master] {
        var target = WatchTarget.secrets(namespace: namespace, labelSelector: "\(PullpassKey.master)=true")
        target.metadataOnly = true
        let found = await reads.first(
            PartialObject.self,
            target,
            atMost: 1000,
            "the masters in namespace \(namespace)"
        ).value
        let prefix = ClusterNames.masterPrefix
        return (found?.objects ?? []).filter { $0.metadata.name.hasPrefix(prefix) }.map { object in
            let annotations = object.metadata.annotations
            var master = Facts.Master(String(object.metadata.name.dropFirst(prefix.count)))
            master.revision = annotations[PullpassKey.revision]
            master.hasCredential = master.revision != nil
            // What each namespace has for itself is a copy of nothing.
            if annotations[PullpassKey.perNamespace] == "true" { master.revision = nil }
            master.fetched = annotations[PullpassKey.fetchedAt].flatMap(Timestamp.init(rfc3339:))
            master.ends = annotations[PullpassKey.expiresAt].flatMap(Timestamp.init(rfc3339:))
            master.lastError = annotations[PullpassKey.lastError].flatMap { $0.isEmpty ? nil : $0 }
            return master
        }
    }

    private mutating func policy() async -> Facts.Webhook? {
        guard let configuration else { return nil }
        var facts = Facts.Webhook(configuration.injection.policy.name)
        for path in [
            ResourcePath.mutatingAdmissionPolicies(name: facts.name),
            .mutatingAdmissionPolicyBindings(name: facts.name),
        ] {
            switch await reads.object(path, "\(path.resource)/\(facts.name)") {
            case .found(let object):
                facts.created = facts.created ?? Timestamp(rfc3339: object.metadata.creationTimestamp)
            case .absent: facts.exists = false
            case .unread: return nil
            }
        }
        return facts
    }

    private mutating func webhook(_ found: Installation) async -> (Facts.Webhook?, LabelSelector?) {
        guard found.workload?.kind != "CronJob" else { return (nil, nil) }
        let name = found.workload?.value(of: "--webhook-name") ?? found.workload?.name ?? ClusterNames.standard
        guard let registered = found.webhooks.first else {
            // A list that may not be read says nothing.
            guard !found.unread.contains(where: { $0.part.contains("MutatingWebhookConfigurations") }) else {
                return (nil, nil)
            }
            var facts = Facts.Webhook(name)
            facts.exists = false
            return (facts, nil)
        }
        var facts = Facts.Webhook(registered.configuration)
        facts.namespaceSelector = registered.namespaceSelector
        facts.fails = registered.failurePolicy == "Fail"
        let path = ResourcePath.mutatingWebhookConfigurations(name: registered.configuration)
        if let object = await reads.object(path, "MutatingWebhookConfiguration \(registered.configuration)").value {
            facts.created = Timestamp(rfc3339: object.metadata.creationTimestamp)
        }
        guard let service = registered.service else { return (facts, registered.objectSelector) }
        facts.service = service.name
        facts.port = service.port
        await take(service, into: &facts)
        await takeCertificate(registered, service, found.workload, into: &facts)
        if options.asksReplicas { facts.called = await called(service, found) }
        return (facts, registered.objectSelector)
    }

    private mutating func take(_ service: ServiceReference, into facts: inout Facts.Webhook) async {
        let namespace = service.namespace
        let path = ResourcePath(resource: "services", namespace: namespace, name: service.name)
        switch await reads.object(path, "Service \(namespace)/\(service.name)") {
        case .found(let object):
            facts.serviceExists = true
            facts.servicePorts = object["spec"]?.list("ports").prefix(64).compactMap { $0.whole("port") }
        case .absent: facts.serviceExists = false
        case .unread: break
        }
        let slices = ResourcePath(group: "discovery.k8s.io", resource: "endpointslices", namespace: namespace)
        let target = WatchTarget(path: slices.path, labelSelector: "kubernetes.io/service-name=\(service.name)")
        if let found = await reads.first(
            WholeObject.self,
            target,
            atMost: 50,
            "EndpointSlices in namespace \(namespace)"
        )
        .value {
            let endpoints = found.objects.flatMap { $0.members.list("endpoints").prefix(1000) }
            facts.ready = endpoints.count { $0["conditions"]?["ready"] != .bool(false) }
        }
    }

    /// Compares the registration's authorities with the certificate that is served: what is mounted for it, or what Pullpass keeps itself.
    private mutating func takeCertificate(
        _ registered: RegisteredWebhook,
        _ service: ServiceReference,
        _ workload: Workload?,
        into facts: inout Facts.Webhook
    ) async {
        let namespace = service.namespace
        let isOwn = workload?.value(of: "--tls-cert") == nil
        guard isOwn || workload?.certificate?.isSecret == true else {
            facts.authority = Self.authority(registered.caBundle, nil, in: "", now)
            return
        }
        let name = workload?.certificate?.name ?? "\(service.name)-tls"
        let key = workload?.certificate?.key ?? "tls.crt"
        let secret = await reads.read("Secret \(namespace)/\(name)") { (client) throws(KubernetesError) in
            try await client.secret(namespace: namespace, name: name)
        }.value
        let served = secret?.data[key].flatMap { try? Certificate.parse(pem: $0, what: name).first }
        facts.certificateEnds = served?.notAfter
        facts.authority = Self.authority(registered.caBundle, served, in: "\(namespace)/\(name)", now)
    }

    private static func authority(_ bundle: [UInt8], _ served: Certificate?, in place: String, _ now: Timestamp)
        -> Facts.Webhook.Authority
    {
        guard !bundle.isEmpty else { return .missing }
        let authorities: [Certificate]
        do { authorities = try Certificate.parse(pem: bundle, what: "caBundle") } catch {
            return .wrong(Printable.line("it cannot be read: \(error)", limit: 200))
        }
        if let end = authorities.map(\.notAfter).max(), end < now { return .wrong("it ended at \(end.whole)") }
        guard let served,
            !authorities.contains(where: { served.isIssued(by: $0) || served.fingerprint == $0.fingerprint })
        else { return .fits }
        return .wrong("the certificate in Secret \(place) is of \(Printable.line(served.issuer, limit: 80))")
    }

    /// When one of a few replicas was called last, as their metrics say through the API server; nil where they may not be asked.
    private mutating func called(_ service: ServiceReference, _ found: Installation) async -> Timestamp? {
        let port = found.workload?.value(of: "--metrics-listen")?.split(separator: ":").last.flatMap { Int($0) } ?? 8080
        let target = WatchTarget(
            path: ResourcePath(resource: "pods", namespace: service.namespace).path,
            labelSelector: ClusterNames.labels.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        )
        let pods = await reads.first(PartialObject.self, target, atMost: 5, "", isNoted: false).value
        var last: Timestamp?
        for pod in pods?.objects ?? [] {
            let path = ResourcePath(
                resource: "pods",
                namespace: service.namespace,
                name: "\(pod.metadata.name):\(port)"
            )
            let metrics = await reads.hear(at: path, rest: "/proxy/metrics")
            guard let time = metrics.flatMap(Self.called) else { continue }
            last = max(last ?? time, time)
        }
        return last
    }

    private static func called(_ metrics: [UInt8]) -> Timestamp? {
        for line in metrics.split(separator: UInt8(ascii: "\n")) where line.starts(with: calledMetric) {
            guard let word = line.split(separator: UInt8(ascii: " ")).last,
                let seconds = Double(String(decoding: word, as: UTF8.self)),
                seconds > 0, seconds < 1e11
            else { return nil }
            return Timestamp(seconds: seconds)
        }
        return nil
    }

    private static let calledMetric = Array("pullpass_webhook_called_timestamp_seconds ".utf8)
}
