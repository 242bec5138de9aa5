import ArgumentParser
import FoundationEssentials
import Kubernetes

/// The flags that say which cluster is meant.
struct ClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A kubeconfig; without it the Pod's own ServiceAccount, then what kubectl would take.",
            valueName: "file"
        )
    )
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig; without it the current one.", valueName: "name"))
    var context: String?

    @Option(
        help: ArgumentHelp(
            "Pullpass' own namespace, which has its Lease, its sources and its master Secrets; without it the Pod's, or pullpass.",
            valueName: "name"
        )
    )
    var namespace: String?

    @Option(
        help: ArgumentHelp(
            "The only namespaces to look at, for an installation with Roles in them and no ClusterRole; their labels are read once a minute.",
            valueName: "name,name…"
        )
    )
    var onlyNamespaces: String?

    /// Whether one of them was given.
    var isEmpty: Bool { kubeconfig == nil && context == nil && namespace == nil && onlyNamespaces == nil }

    /// The names in `--only-namespaces`, each once.
    var selectedNamespaces: [String] {
        Set((onlyNamespaces ?? "").split(separator: ",").map(String.init)).sorted()
    }

    func validate() throws {
        if let namespace { try check(namespace, "--namespace") }
        guard onlyNamespaces != nil else { return }
        guard !selectedNamespaces.isEmpty else {
            throw ValidationError(
                "--only-namespaces is empty: write names with commas between, or leave it out for all namespaces"
            )
        }
        for name in selectedNamespaces { try check(name, "--only-namespaces") }
    }

    private func check(_ name: String, _ flag: String) throws {
        let isLabel =
            (1...63).contains(name.utf8.count) && name.first != "-" && name.last != "-"
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard isLabel else {
            throw ValidationError(
                "\(flag) \"\(name)\" is no namespace: write lower-case letters, digits and -, for example pullpass"
            )
        }
    }

    /// The way to the API server.
    func connection(environment: [String: String]) throws -> ClusterConnection {
        do {
            return try ClusterConnection.find(kubeconfig: kubeconfig, context: context, environment: environment)
        } catch {
            let advice =
                kubeconfig.map { "correct \($0), or give another --kubeconfig" }
                ?? "give --kubeconfig, or run where a ServiceAccount is mounted"
            throw CommandFailure.usage("no cluster can be reached: \(error); \(advice)")
        }
    }

    /// Pullpass' own namespace on a connection.
    ///
    /// What a kubeconfig's context names is where a person works, not where Pullpass is installed.
    func ownNamespace(on connection: ClusterConnection, environment: [String: String]) -> String {
        let isInPod = kubeconfig == nil && context == nil && InCluster.isPresent(in: environment)
        return namespace ?? (isInPod ? connection.namespace : nil) ?? "pullpass"
    }
}

/// The variables of this process.
var processEnvironment: [String: String] { ProcessInfo.processInfo.environment }
