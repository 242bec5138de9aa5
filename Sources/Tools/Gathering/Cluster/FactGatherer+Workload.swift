internal import Diagnosis
package import Kubernetes
internal import Text

/// Pods by what makes them.
extension FactGatherer {
    /// Kinds of objects that make Pods, as people name them, with where the API has them.
    private static let workloads: [(names: [String], group: String, resource: String)] = [
        (["deployment", "deployments", "deploy"], "apps", "deployments"),
        (["statefulset", "statefulsets", "sts"], "apps", "statefulsets"),
        (["daemonset", "daemonsets", "ds"], "apps", "daemonsets"),
        (["replicaset", "replicasets", "rs"], "apps", "replicasets"),
        (["job", "jobs"], "batch", "jobs"),
    ]

    /// Where `deployment/web` is in the API; nil for a kind that is not known, or for a Pod.
    package static func workload(_ name: String, in namespace: String) -> ResourcePath? {
        let parts = name.split(separator: "/").map(String.init)
        guard parts.count == 2, let found = workloads.first(where: { $0.names.contains(parts[0].lowercased()) }) else {
            return nil
        }
        return ResourcePath(group: found.group, resource: found.resource, namespace: namespace, name: parts[1])
    }

    /// All that there is to know of a Pod of what a path names: of one that waits for an image, or else of any, or else of one as it would be made.
    ///
    /// - Returns: nil where there is no such object, or it cannot be read.
    package mutating func facts(ofPodOf path: ResourcePath) async -> GatheredPod? {
        let name = "\(path.resource) \(path.namespace ?? "")/\(path.name ?? "")"
        guard let maker = await reads.object(path, name).value, let namespace = path.namespace else { return nil }
        let labels = maker["spec"]?["selector"]?.texts("matchLabels") ?? [:]
        let selector = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        if !selector.isEmpty, let pod = await pod(of: selector, in: namespace, name) {
            return await facts(of: pod, isOneOfMany: false)
        }
        return await facts(ofPodFrom: maker, path, selector)
    }

    /// One of the Pods that a selector takes: one that waits for an image, or else any.
    private mutating func pod(of selector: String, in namespace: String, _ name: String) async -> WholeObject? {
        var any: WholeObject?
        // Those that have not started yet are few, and one of them it is mostly.
        for phase in ["status.phase=Pending", "status.phase!=Pending"] {
            let target = WatchTarget(
                path: ResourcePath(resource: "pods", namespace: namespace).path,
                fieldSelector: phase,
                labelSelector: selector
            )
            let found = await reads.first(
                WholeObject.self,
                target,
                atMost: Self.mostListed,
                "Pods of namespace \(namespace)"
            ).value
            let living = found?.objects.filter { !$0.metadata.isTerminating } ?? []
            if let waiting = living.first(where: Self.waitsForImage) { return waiting }
            any = any ?? living.first
            if found?.isCut == true {
                reads.note(
                    "Pods of \(name)",
                    why: "there are more than \(Self.mostListed), and those behind were not looked at"
                )
            }
        }
        return any
    }

    /// A Pod as its maker would make it, with the Events that say why there is none.
    private mutating func facts(ofPodFrom maker: WholeObject, _ path: ResourcePath, _ selector: String) async
        -> GatheredPod
    {
        let template = maker["spec"]?["template"] ?? .null
        var metadata = ObjectMetadata(name: maker.metadata.name, namespace: maker.metadata.namespace)
        metadata.labels = template["metadata"]?.texts("labels") ?? [:]
        metadata.annotations = template["metadata"]?.texts("annotations") ?? [:]
        let pod = WholeObject(metadata: metadata, members: .object(["spec": template["spec"] ?? .null]))
        var gathered = await facts(of: pod, isOneOfMany: false)
        gathered.facts.pod.owner = "\(path.resource.dropLast())/\(maker.metadata.name)"
        gathered.facts.pod.isControlled = true
        guard path.resource == "deployments", !selector.isEmpty else { return gathered }
        let sets = ResourcePath(group: "apps", resource: "replicasets", namespace: path.namespace)
        let target = WatchTarget(path: sets.path, labelSelector: selector, metadataOnly: true)
        for set in await reads.first(PartialObject.self, target, atMost: 10, "", isNoted: false).value?.objects ?? [] {
            gathered.facts.pod.events += await events(
                about: WholeObject(metadata: set.metadata, members: .null),
                isOneOfMany: false
            )
        }
        return gathered
    }
}
