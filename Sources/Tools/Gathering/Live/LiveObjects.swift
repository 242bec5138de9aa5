package import Explain
package import Kubernetes

/// The Pods that a cluster has, with what decides on their pull Secrets: their namespaces, ServiceAccounts and Secrets.
package struct LiveObjects: Sendable {
    /// What was read, for ``Explainer``.
    package var inputs: [ManifestInput] = []
    /// Secrets, of which nothing is ever shown.
    package var secrets: [ManifestInput] = []
    /// What may not be read and can be done without, each a clause.
    package var notes: [String] = []
    /// What could not be read.
    package var problems: [String] = []

    /// The most bytes of one resource: some ten thousand Pods.
    private static let most = 64 << 20

    /// Reads them, as a task on the client's loop.
    ///
    /// - Parameters:
    ///   - client: of the cluster.
    ///   - namespace: where to look; nil for all namespaces.
    ///   - names: the Pods; none for all.
    package init(_ client: KubernetesClient, in namespace: String?, pods names: [String]) async {
        let place = namespace.map { "namespace \($0)" } ?? "all namespaces"
        for name in names {
            await read("Pod \(name)", isLive: true) { () throws(KubernetesError) in
                var pages = ObjectPages()
                let path = ResourcePath(resource: "pods", namespace: namespace, name: name)
                if let body = try await client.body(at: path) { pages.bodies = [body] }
                return pages
            }
        }
        func list(_ resource: String, _ selector: String? = nil) -> WatchTarget {
            WatchTarget(path: ResourcePath(resource: resource, namespace: namespace).path, fieldSelector: selector)
        }
        if names.isEmpty {
            await read("the Pods of \(place)", isLive: true) { () throws(KubernetesError) in
                try await client.pages(list("pods"), atMost: Self.most)
            }
        }
        guard !inputs.isEmpty else { return }
        await readOthers(client, in: namespace, place: place, list)
    }

    private mutating func readOthers(
        _ client: KubernetesClient,
        in namespace: String?,
        place: String,
        _ list: (String, String?) -> WatchTarget
    ) async {
        do throws(KubernetesError) {
            if let namespace {
                let path = ResourcePath(resource: "namespaces", name: namespace)
                if let body = try await client.body(at: path) {
                    inputs.append(ManifestInput(name: "namespace \(namespace)", bytes: body, isLive: true))
                } else {
                    // A list of Pods is empty then, as in any other namespace without one.
                    problems.append("namespace \(namespace): there is none")
                }
            } else {
                let pages = try await client.pages(.namespaces, atMost: Self.most)
                inputs += pages.bodies.map { ManifestInput(name: "the namespaces", bytes: $0, isLive: true) }
            }
        } catch {
            notes.append("labels of namespaces may not be read, so that --namespace-label can tell them (\(error))")
        }
        for (resource, selector, lack) in [
            ("serviceaccounts", nil, "which pull Secrets ServiceAccounts have"),
            ("secrets", "type=kubernetes.io/dockerconfigjson", "what is in the Pods' own Secrets"),
        ] as [(String, String?, String)] {
            do throws(KubernetesError) {
                let pages = try await client.pages(list(resource, selector), atMost: Self.most)
                secrets += pages.bodies.map { ManifestInput(name: "\(resource) of \(place)", bytes: $0) }
            } catch {
                notes.append("nobody knows here \(lack): \(error)")
            }
        }
    }

    private mutating func read(
        _ what: String,
        isLive: Bool,
        _ read: () async throws(KubernetesError) -> ObjectPages
    ) async {
        do throws(KubernetesError) {
            let pages = try await read()
            inputs += pages.bodies.map { ManifestInput(name: what, bytes: $0, isLive: isLive) }
            if pages.bodies.isEmpty { problems.append("\(what): there is none") }
            if pages.isCut {
                problems.append(
                    "\(what): there are more than are read at once; look at one namespace after the other (--namespace)"
                )
            }
        } catch {
            problems.append("\(what): \(error)")
        }
    }
}
