import ArgumentParser
import Configuration
import Gathering
import Serving

/// The flags of `explain` that are about Pods which are there.
struct LiveOptions: ParsableArguments {
    @Flag(help: "Read Pods that are there from a cluster, with your rights; they are looked at and never changed.")
    var live = false

    @Flag(name: [.customShort("A"), .long], help: "With --live: the Pods of all namespaces.")
    var allNamespaces = false

    @Option(help: ArgumentHelp("With --live: a kubeconfig; without it what kubectl would take.", valueName: "file"))
    var kubeconfig: String?

    @Option(
        help: ArgumentHelp("With --live: the context of the kubeconfig; without it the current one.", valueName: "name")
    )
    var context: String?

    @Option(
        help: ArgumentHelp(
            "With --live: the namespace that Pullpass is in; without it it is looked for where there is no --config.",
            valueName: "name"
        )
    )
    var pullpassNamespace: String?

    @Argument(help: ArgumentHelp("With --live: Pods of the namespace; without names all of them.", valueName: "pod"))
    var pods: [String] = []

    func validate() throws {
        let isUnused = !allNamespaces && kubeconfig == nil && context == nil && pullpassNamespace == nil && pods.isEmpty
        guard live || isUnused else {
            throw ValidationError(
                "names of Pods, --all-namespaces, --kubeconfig, --context and --pullpass-namespace are for --live: add it, or give files with -f"
            )
        }
        if let pullpassNamespace { try NamespaceFlag.check(pullpassNamespace, "--pullpass-namespace") }
        guard !allNamespaces || pods.isEmpty else {
            throw ValidationError("a Pod is named in one namespace: leave out --all-namespaces, or the names")
        }
        for pod in pods where !NameRules.isSubdomain(pod) {
            throw ValidationError("\"\(pod)\" is no name of a Pod")
        }
    }

    /// The cluster that is meant.
    var choice: ClusterChoice {
        ClusterChoice(kubeconfig: kubeconfig, context: context, namespace: pullpassNamespace)
    }

    /// Reads what is asked for; nil without `--live`.
    func read(namespace: String, environment: [String: String]) async throws -> LiveObjects? {
        guard live else { return nil }
        let cluster = try Cluster.visiting(choice, environment: environment, version: Version.number)
        let place = allNamespaces ? nil : namespace
        let objects = await Task(executorPreference: cluster.loop) { [pods, client = cluster.client] in
            await LiveObjects(client, in: place, pods: pods)
        }.value
        cluster.shutDown()
        return objects
    }
}
