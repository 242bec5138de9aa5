internal import Diagnosis
internal import Kubernetes

/// What is known of nodes.
extension FactGatherer {
    /// Where OpenShift keeps the mirrors of all nodes; other clusters do not know these.
    private static let mirrorObjects = [
        ("operator.openshift.io", "v1alpha1", "imagecontentsourcepolicies"),
        ("config.openshift.io", "v1", "imagedigestmirrorsets"), ("config.openshift.io", "v1", "imagetagmirrorsets"),
    ]

    mutating func node(_ name: String) async -> Facts.Node? {
        if let known = nodes[name] { return known }
        var facts = Facts.Node(name)
        let path = ResourcePath(resource: "nodes", name: name)
        if let node = await reads.object(path, "Node \(name)", isNoted: false).value { facts.take(node) }
        for set in await mirrors() { facts.takeMirrorSet(set) }
        facts.take(nodeFiles)
        nodes[name] = facts
        return facts
    }

    private mutating func mirrors() async -> [WholeObject] {
        if let mirrorSets { return mirrorSets }
        var found: [WholeObject] = []
        for (group, version, resource) in Self.mirrorObjects {
            let target = WatchTarget(path: ResourcePath(group: group, version: version, resource: resource).path)
            found += await reads.first(WholeObject.self, target, atMost: 100, "", isNoted: false).value?.objects ?? []
        }
        mirrorSets = found
        return found
    }
}
