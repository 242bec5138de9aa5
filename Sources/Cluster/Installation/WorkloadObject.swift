internal import Kubernetes
internal import Text

/// A Deployment or a CronJob, as far as it tells what Pods are to run.
struct WorkloadObject: KubernetesObject {
    let metadata: ObjectMetadata
    private let spec: JSONValue
    private let status: JSONValue

    init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        spec = try members["spec"]?.value() ?? .null
        status = try members["status"]?.value() ?? .null
    }

    /// What it says of Pullpass; nil where no container of it runs `pullpass serve` or `pullpass sync`.
    func workload(_ kind: String) -> Workload? {
        let pod = (spec["jobTemplate"]?["spec"] ?? spec)["template"]?["spec"] ?? .null
        for container in pod.list("containers") {
            let arguments = (container.list("command") + container.list("args")).compactMap(\.asText)
            guard arguments.contains("serve") || arguments.contains("sync") else { continue }
            var workload = Workload(
                kind: kind,
                name: metadata.name,
                release: metadata.labels["app.kubernetes.io/instance"],
                image: container.text("image") ?? "",
                arguments: arguments
            )
            // The API server writes the default.
            workload.replicas = kind == "Deployment" ? spec.whole("replicas") ?? 1 : 0
            workload.readyReplicas = status.whole("readyReplicas") ?? 0
            // Others have a `serve`, too.
            guard let file = workload.value(of: "--config") else { continue }
            workload.configuration = Self.place(of: file, container, pod.list("volumes"))
            workload.certificate = workload.value(of: "--tls-cert").flatMap {
                Self.place(of: $0, container, pod.list("volumes"))
            }
            return workload
        }
        return nil
    }

    /// Which object a file of a container comes from.
    private static func place(
        of file: String,
        _ container: JSONValue,
        _ volumes: [JSONValue]
    ) -> MountedPlace? {
        for mount in container.list("volumeMounts") {
            guard let path = mount.text("mountPath") else { continue }
            let key: String
            if file == path, let subPath = mount.text("subPath") {
                key = subPath
            } else if file.hasPrefix(path.hasSuffix("/") ? path : path + "/") {
                key = String(file.dropFirst(path.count).drop { $0 == "/" })
            } else {
                continue
            }
            guard let volume = volumes.first(where: { $0.text("name") == mount.text("name") }) else { continue }
            let secret = volume["secret"]
            guard let source = secret ?? volume["configMap"],
                let name = source.text(secret == nil ? "name" : "secretName")
            else { continue }
            let item = source.list("items").first { $0.text("path") == key }
            return MountedPlace(isSecret: secret != nil, name: name, key: item?.text("key") ?? key)
        }
        return nil
    }
}
