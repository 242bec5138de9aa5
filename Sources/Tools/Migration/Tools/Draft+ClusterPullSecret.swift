internal import Text
internal import YAML

extension Draft {
    /// alexellis/registry-creds: a ClusterPullSecret names a Secret, which is copied under the ClusterPullSecret's own name.
    mutating func readClusterPullSecrets() {
        selectAll(but: [])
        note("it writes into kube-system, too, and Pullpass does not unless injection.systemNamespaces says so")
        note(
            "all ServiceAccounts keep the names that they have, which does no harm; new ones get none, unless config.serviceAccounts is on: Pods get the name by the webhook"
        )
        note("a changed Secret is spread by itself: no object has to be deleted and made again for it")
        var names: [String] = []
        for document in documents where document.kind == "ClusterPullSecret" {
            let reference = document.node.at("spec", "secretRef")
            guard let name = document.name, KubernetesName.isValid(name), let seed = reference?.text("name"),
                let namespace = reference?.text("namespace"), KubernetesName.isValid(seed),
                KubernetesName.isValid(namespace)
            else {
                leave(
                    "the ClusterPullSecret in \(document.place(of: document.node)) has no secretRef with name and namespace"
                )
                continue
            }
            let hosts = secret(seed, in: namespace)?.hosts ?? []
            if hosts.isEmpty { noteUnknownHosts(name) }
            let source = bring(seed, from: namespace)
            add(
                MovedRegistry(
                    name: name,
                    matchImages: hosts,
                    secretName: name,
                    credential: .dockerConfig(secret: source)
                )
            )
            names.append(name)
        }
        for name in names { remove("kubectl delete clusterpullsecret \(name)") }
        stopWorkloads()
        remove("kubectl delete customresourcedefinition clusterpullsecrets.ops.alexellis.io")
    }
}
