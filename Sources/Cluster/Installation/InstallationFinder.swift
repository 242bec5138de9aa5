internal import Configuration
internal import ConfigurationKeeper
package import Kubernetes
internal import Names
internal import Text

/// Finds Pullpass in a cluster with the rights of whoever asks, and writes nothing.
///
/// Used on its client's loop. A right that is missing is a fact of what is found, never an error.
package struct InstallationFinder: Sendable {
    /// The most namespaces that are told where there are several installations.
    private static let maximumCandidates = 16

    /// What ``UnreadPart/part`` is for the registrations of webhooks.
    package static let registrations = "the MutatingWebhookConfigurations"

    private let client: KubernetesClient
    /// The Secret of the last good configuration, where a workload's flags do not say; nil for the standard name.
    private let configurationSecret: String

    /// Makes a finder.
    package init(client: KubernetesClient, configurationSecret: String = ClusterNames.configurationSecret) {
        self.client = client
        self.configurationSecret = configurationSecret
    }

    /// The namespaces that have an installation, as registrations and Deployments of the whole cluster show, apart by who says so: a
    /// registration only who rules the cluster can write, a Deployment anybody in his namespace.
    ///
    /// - Returns: Deployed in `pullpass` where nothing was found or may be looked at, since that is the chart's.
    package func candidates() async -> (registered: [String], deployed: [String]) {
        var part = Installation(namespace: "")
        let registered = Set(await webhooks(&part).filter(\.isNamedOurs).compactMap(\.service?.namespace))
        let target = WatchTarget(
            path: Self.collection("deployments").path,
            labelSelector: ClusterNames.labels.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        )
        let deployed = await read("the Deployments", &part) { () throws(KubernetesError) in
            try await client.list(WorkloadObject.self, target).items
                .filter { $0.workload("Deployment") != nil }.map(\.metadata.namespace)
        }
        let first = registered.sorted().prefix(Self.maximumCandidates)
        let rest = Set(deployed ?? []).subtracting(registered).sorted().prefix(Self.maximumCandidates - first.count)
        return (Array(first), first.isEmpty && rest.isEmpty ? [ClusterNames.standard] : Array(rest))
    }

    /// What there is in a namespace.
    package func installation(in namespace: String) async -> Installation {
        var found = Installation(namespace: namespace)
        found.workload = await workload(&found)
        let own = found.workload?.value(of: "--webhook-name")
        let calling = await webhooks(&found).filter {
            $0.service?.namespace == namespace || (own != nil && $0.configuration == own)
        }
        // What a person registers by hand may be called anything; where ours is there by its name, others of the namespace are others'.
        let named = calling.filter { $0.isNamedOurs || $0.configuration == own }
        found.webhooks = named.isEmpty ? calling : named
        found.inForce = await inForce(&found)
        found.mounted = await mounted(&found)
        if let name = found.leaseName ?? leaseName(found) { found.lease = await lease(name, &found) }
        return found
    }

    /// The Lease of an installation, by the name that its configuration has.
    package func lease(named name: String, of installation: inout Installation) async {
        guard installation.lease?.metadata.name != name else { return }
        installation.leaseName = name
        installation.lease = await lease(name, &installation)
    }
}

// MARK: - Its parts

extension InstallationFinder {
    private static func collection(_ resource: String, in namespace: String? = nil) -> ResourcePath {
        ResourcePath(group: resource == "cronjobs" ? "batch" : "apps", resource: resource, namespace: namespace)
    }

    private func webhooks(_ found: inout Installation) async -> [RegisteredWebhook] {
        let target = WatchTarget(path: ResourcePath.mutatingWebhookConfigurations().path)
        let objects = await read(Self.registrations, &found) { () throws(KubernetesError) in
            try await client.list(RegistrationObject.self, target).items
        }
        return objects?.flatMap(\.webhooks) ?? []
    }

    private func workload(_ found: inout Installation) async -> Workload? {
        for (kind, resource) in [("Deployment", "deployments"), ("CronJob", "cronjobs")] {
            let target = WatchTarget(path: Self.collection(resource, in: found.namespace).path)
            let objects = await read("the \(kind)s of namespace \(found.namespace)", &found) {
                () throws(KubernetesError) in
                try await client.list(WorkloadObject.self, target).items
            }
            let workloads = objects?.compactMap { $0.workload(kind) } ?? []
            if let workload = workloads.first { return workload }
        }
        return nil
    }

    private func inForce(_ found: inout Installation) async -> StoredConfiguration? {
        let name = found.workload?.value(of: "--configuration-secret") ?? configurationSecret
        let part = "Secret \(found.namespace)/\(name)"
        let namespace = found.namespace
        let secret = await read(part, &found) { () throws(KubernetesError) in
            try await client.secret(namespace: namespace, name: name)
        }
        guard let secret = secret ?? nil else { return nil }
        do {
            let stored = try StoredConfiguration(secret)
            found.leaseName = secret.metadata.annotations[PullpassKey.owner]?
                .split(separator: "/", maxSplits: 1).last.map(String.init)
            return stored
        } catch {
            found.unread.append(UnreadPart(part: part, reason: error.description, isForbidden: false))
            return nil
        }
    }

    private func mounted(_ found: inout Installation) async -> MountedConfiguration? {
        guard let place = found.workload?.configuration else { return nil }
        let namespace = found.namespace
        let kind = place.isSecret ? "Secret" : "ConfigMap"
        let text = await read("\(kind) \(namespace)/\(place.name)", &found) {
            () throws(KubernetesError) -> ConfigurationText? in
            guard place.isSecret else {
                let path = ResourcePath(resource: "configmaps", namespace: namespace, name: place.name)
                return try await client.object(ConfigMapObject.self, at: path)?.text(place.key)
            }
            let data = try await client.secret(namespace: namespace, name: place.name)?.data[place.key]
            return data.map { ConfigurationText(bytes: $0) }
        }
        return (text ?? nil).map { MountedConfiguration(place: place, text: $0) }
    }

    /// Where nothing tells another name it is that of an installation whose configuration says nothing of it.
    private func leaseName(_ found: Installation) -> String? { found.workload == nil ? ClusterNames.standard : nil }

    private func lease(_ name: String, _ found: inout Installation) async -> LeaseObject? {
        let namespace = found.namespace
        let lease = await read("Lease \(namespace)/\(name)", &found) { () throws(KubernetesError) in
            try await client.lease(namespace: namespace, name: name)
        }
        return lease ?? nil
    }

    /// Reads a part, or notes why it cannot be read.
    private func read<Part>(
        _ name: String,
        _ found: inout Installation,
        _ body: () async throws(KubernetesError) -> Part
    ) async -> Part? {
        do throws(KubernetesError) { return try await body() } catch {
            found.unread.append(
                UnreadPart(part: name, reason: Printable.line("\(error)"), isForbidden: error.isForbidden)
            )
            return nil
        }
    }
}
