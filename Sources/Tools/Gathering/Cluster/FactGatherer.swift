package import Configuration
package import Diagnosis
internal import Images
package import Installation
package import Kubernetes
internal import Names
package import Text

/// Gathers what doctor reasons about, with the rights of whoever asks: a thin shell around a client, which may be a folder's.
///
/// It reads what it is asked for and no more, each object once however many Pods have to do with it, and writes nothing but a dry run. Used
/// on its client's loop.
package struct FactGatherer {
    /// What it is to do beside reading.
    package struct Options: Sendable, Hashable {
        /// Whether a Pod like the one in question is sent through the API server, and not kept.
        package var triesPods = true
        /// Whether replicas are asked when they were called last.
        package var asksReplicas = true

        /// All of it.
        package init() {}
    }

    var reads: ObjectReads
    let now: Timestamp
    let configuration: Configuration?
    /// Pullpass as it was found; nil where it was not.
    let installation: Installation?
    let options: Options
    /// Files of the Pods' nodes that lie in a folder.
    let nodeFiles: [FolderObjects.NodeFile]
    /// Why the configuration that is written is not the one in force; nil where it is.
    var configurationProblem: String?

    // What was read already.
    var surroundings: Surroundings?
    var namespaces: [String: Facts.Namespace] = [:]
    var accounts: [String: Facts.Account?] = [:]
    var secrets: [String: ReadSecret] = [:]
    /// Where Secrets of a name are.
    var places: [String: [String]] = [:]
    var nodes: [String: Facts.Node] = [:]
    var mirrorSets: [WholeObject]?
    var eventLists: [String: [Facts.Event]] = [:]
    var tried: Set<String> = []

    /// Makes a gatherer.
    ///
    /// - Parameters:
    ///   - client: the cluster, or a folder.
    ///   - now: the time by which things have ended; the folder's, where that is known.
    ///   - configuration: the one in force; nil where it is not known.
    ///   - installation: Pullpass as it was found; nil where it was not.
    ///   - nodeFiles: files of a node, taken for those of each Pod's.
    ///   - options: what else it does.
    package init(
        client: KubernetesClient,
        now: Timestamp,
        configuration: Configuration?,
        installation: Installation?,
        nodeFiles: [FolderObjects.NodeFile] = [],
        options: Options = Options()
    ) {
        reads = ObjectReads(client)
        self.now = now
        self.configuration = configuration
        self.installation = installation
        self.nodeFiles = nodeFiles
        self.options = options
    }

    /// The annotation of what this installation made; nil where it is not known.
    var owner: String? {
        installation.flatMap { found in
            let lease = configuration?.keeper.leaderElection.leaseName ?? found.leaseName
            return lease.map { "\(found.namespace)/\($0)" }
        }
    }

    /// Whether the server has not answered: nothing more can be found out.
    package var isSilent: Bool { reads.isSilent }

    /// What could not be looked at so far.
    package var unread: [Facts.Unread] { reads.unread }

    /// What is known of Pullpass itself, as facts of no Pod.
    mutating func factsOfInstallation() async -> Facts {
        var facts = Facts(now: now, pod: Facts.Pod(""), namespace: Facts.Namespace(""))
        let around = await around()
        facts.configuration = configuration
        facts.installation = around.installation
        facts.webhook = around.webhook
        facts.masters = around.masters
        return facts
    }

    /// All that there is to know of a Pod; nil where there is none, or it cannot be read.
    package mutating func facts(ofPod name: String, in namespace: String) async -> GatheredPod? {
        let path = ResourcePath(resource: "pods", namespace: namespace, name: name)
        guard let pod = await reads.object(path, "Pod \(namespace)/\(name)").value else { return nil }
        return await facts(of: pod, isOneOfMany: false)
    }

    /// All that there is to know of a Pod that was read already.
    ///
    /// - Parameters:
    ///   - object: the Pod.
    ///   - isOneOfMany: whether many Pods are looked at: Events are then listed by namespace, and one Pod is tried in each.
    /// - Returns: the Pod and what is known of it.
    package mutating func facts(of object: WholeObject, isOneOfMany: Bool) async -> GatheredPod {
        let namespace = object.metadata.namespace
        var pod = Facts.Pod(object)
        pod.events = await events(about: object, isOneOfMany: isOneOfMany)
        var space = await self.namespace(namespace)
        space.events = await events(ofNamespace: namespace, isOneOfMany: isOneOfMany)
        var facts = Facts(now: now, pod: pod, namespace: space)
        facts.configuration = configuration
        facts.account = await account(pod.account, in: namespace)
        let names = secretNames(of: pod, facts.account)
        var read: [ReadSecret] = []
        for name in names { read.append(await secret(name, in: namespace)) }
        facts.secrets = read.map(\.facts)
        if read.contains(where: { $0.facts.content == .absent }) {
            facts.otherSecrets = await otherSecrets(in: namespace, but: names)
        }
        let around = await self.around()
        facts.installation = around.installation
        facts.masters = around.masters
        facts.webhook = around.webhook
        if let labels = around.objectSelector { facts.webhook?.selectsPod = labels.matches(object.metadata.labels) }
        if isOneOfMany ? tried.insert(namespace).inserted : true {
            let seen = await dryRun(like: object, facts)
            facts.webhook?.dryRun = seen
        }
        if let node = pod.node { facts.node = await self.node(node) }
        if facts.node == nil, !nodeFiles.isEmpty {
            var node = Facts.Node(pod.node ?? "")
            node.take(nodeFiles)
            facts.node = node
        }
        facts.unread = reads.unread
        return GatheredPod(facts: facts, secrets: read)
    }
}

/// The facts of a Pod and, apart from them, the credentials of its Secrets, for those who try them out.
package struct GatheredPod: Sendable {
    /// The facts.
    package var facts: Facts
    /// In the order of ``Facts/secrets``.
    let secrets: [ReadSecret]
}

/// What is the same for all Pods.
struct Surroundings {
    var installation: Facts.Installation?
    var webhook: Facts.Webhook?
    /// The registration's `objectSelector`; nil where it is not known.
    var objectSelector: LabelSelector?
    var masters: [Facts.Master] = []
}
