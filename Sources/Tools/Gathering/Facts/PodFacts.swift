package import Diagnosis
internal import Images
package import Kubernetes
internal import Names
internal import Text

extension Facts.Pod {
    /// The most images of a Pod that are looked at; who has more has them unlooked at.
    static let mostImages = 64

    /// What a Pod's object says; its Events come apart.
    package init(_ pod: WholeObject) {
        let spec = pod["spec"] ?? .null
        self.init(pod.metadata.name, secrets: Self.names(spec.list("imagePullSecrets")))
        created = Timestamp(rfc3339: pod.metadata.creationTimestamp)
        isMirror = pod.metadata.annotations["kubernetes.io/config.mirror"] != nil
        account = spec.text("serviceAccountName") ?? "default"
        node = spec.text("nodeName")
        optOut = Self.optOut(pod.metadata)
        if let controller = pod.metadata.ownerReferences.first(where: { $0.controller == true }) {
            isControlled = true
            owner = Self.owner(controller, pod.metadata.labels)
        }
        let status = pod["status"] ?? .null
        for condition in status.list("conditions").prefix(32)
        where condition.text("type") == "PodScheduled" && condition.text("status") == "False" {
            unscheduled = condition.text("message") ?? condition.text("reason") ?? ""
        }
        for (key, statuses, place) in Self.lists {
            let states = Self.states(status.list(statuses))
            for container in spec.list(key).prefix(Self.mostImages) {
                guard let image = container.text("image") else { continue }
                let name = container.text("name") ?? ""
                var entry = Facts.Image(image, place: "\(place) \(name)")
                entry.policy = container.text("imagePullPolicy").flatMap(Facts.Image.Policy.init)
                if let state = states[name] { entry.take(state) }
                images.append(entry)
            }
        }
        for volume in spec.list("volumes").prefix(256) {
            guard let image = volume["image"], let reference = image.text("reference") else { continue }
            let policy = image.text("pullPolicy").flatMap(Facts.Image.Policy.init)
            images.append(
                Facts.Image(reference, place: "\(Self.volumePlace)\(volume.text("name") ?? "")", policy: policy)
            )
        }
        images = Array(images.prefix(Self.mostImages))
        tellVolumes()
    }

    /// The kubelet tells of an image volume that it cannot pull where the container waits that has it.
    private mutating func tellVolumes() {
        for index in images.indices {
            guard let waiting = images[index].waiting, !Self.names(images[index].image, waiting.message),
                let volume = images.indices.first(where: { other in
                    images[other].place.hasPrefix(Self.volumePlace) && Self.names(images[other].image, waiting.message)
                })
            else { continue }
            (images[volume].waiting, images[index].waiting) = (waiting, nil)
        }
    }

    /// Whether an error names an image, as the Pod or as the container runtime writes it.
    private static func names(_ image: String, _ message: String) -> Bool {
        if message.contains("\"\(image)\"") { return true }
        guard let reference = try? ImageReference(parsing: image) else { return false }
        let end = reference.digest.isEmpty ? ":\(reference.tag)" : "@\(reference.digest)"
        return message.contains("\"\(reference.repository)\(end)\"")
    }

    private static let volumePlace = "image volume "

    /// The lists of a Pod's spec that have images, those of its status that say what became of them, and what people call them.
    private static let lists = [
        ("initContainers", "initContainerStatuses", "init container"),
        ("containers", "containerStatuses", "container"),
        ("ephemeralContainers", "ephemeralContainerStatuses", Facts.Image.ephemeralPlace),
    ]

    /// The names in a list of references to Secrets.
    static func names(_ list: [JSONValue]) -> [String] { list.prefix(256).compactMap { $0.text("name") } }

    private static func states(_ statuses: [JSONValue]) -> [String: JSONValue] {
        Dictionary(statuses.prefix(mostImages).map { ($0.text("name") ?? "", $0) }) { $1 }
    }

    private static func optOut(_ metadata: ObjectMetadata) -> String? {
        let value = metadata.labels[PullpassKey.inject] ?? metadata.annotations[PullpassKey.inject]
        return value.flatMap { InjectValue.disabled.contains($0) ? "\(PullpassKey.inject)=\($0)" : nil }
    }

    /// What a person would restart: a ReplicaSet with its Pods' hash in its name is a Deployment's.
    private static func owner(_ controller: OwnerReference, _ labels: [String: String]) -> String? {
        switch controller.kind {
        case "ReplicaSet":
            guard let hash = labels["pod-template-hash"], controller.name.hasSuffix("-\(hash)") else {
                return "replicaset/\(controller.name)"
            }
            return "deployment/\(controller.name.dropLast(hash.count + 1))"
        case "StatefulSet", "DaemonSet", "Job", "ReplicationController":
            return "\(controller.kind.lowercased())/\(controller.name)"
        default: return nil
        }
    }
}

extension Facts.Image {
    /// Takes what the status of its container says.
    fileprivate mutating func take(_ status: JSONValue) {
        if let waiting = status["state"]?["waiting"] {
            self.waiting = Facts.Waiting(waiting.text("reason") ?? "", waiting.text("message") ?? "")
        }
        hasStarted =
            status["state"]?["running"] != nil || status["state"]?["terminated"] != nil
            || status["lastState"]?["terminated"] != nil || (status.whole("restartCount") ?? 0) > 0
    }
}

extension Facts.Event {
    /// What an Event's object says.
    init(_ event: WholeObject) {
        let about = event["involvedObject"] ?? event["regarding"]
        self.init(
            event.members.text("reason") ?? "",
            event.members.text("message") ?? event.members.text("note") ?? "",
            kind: about?.text("kind") ?? "",
            name: about?.text("name") ?? "",
            isOurs: [event.members.text("reportingComponent"), event["source"]?.text("component")]
                .contains(ClusterNames.fieldManager),
            time: Self.time(event)
        )
    }

    private static func time(_ event: WholeObject) -> Timestamp? {
        let texts = [
            event["series"]?.text("lastObservedTime"), event.members.text("lastTimestamp"),
            event.members.text("eventTime"), event.metadata.creationTimestamp,
        ]
        return texts.lazy.compactMap { $0.flatMap { Timestamp(rfc3339: $0) } }.first
    }
}
