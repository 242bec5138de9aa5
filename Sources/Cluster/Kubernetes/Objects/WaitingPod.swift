internal import Names

/// A Pod of which a container waits, and no more of it than tells for what: everything in it is somebody else's words.
package struct WaitingPod: KubernetesObject, Hashable {
    /// A container that waits for something else than its turn.
    package struct Container: Sendable, Hashable {
        /// Its name; empty where it is too long to be one.
        package let name: String
        /// The images that it may wait for, as the Pod's spec has them: its own, or those of the Pod's image volumes where the message speaks of
        /// one of these.
        package let images: [String]
        /// `state.waiting.reason`.
        package let reason: String
        /// `state.waiting.message`; empty where it has more bytes than any kubelet writes.
        package let message: String

        /// Describes one.
        package init(name: String, images: [String], reason: String, message: String) {
            self.name = name
            self.images = images
            self.reason = reason
            self.message = message
        }
    }

    /// The most containers of a Pod, of volumes and of Secrets that are looked at.
    private static let most = 64
    private static let mostMessageBytes = 16 << 10
    /// What every Pod waits for at its start, and what has to do with no image.
    private static let everyday: Set<String> = ["ContainerCreating", "PodInitializing", "CrashLoopBackOff"]

    /// Its metadata: who controls it, and whether it opts out.
    package var metadata: ObjectMetadata
    /// Whether nothing of it has begun to run, or not all of it.
    package var isPending: Bool
    /// The containers that wait; empty for nearly all Pods, of which nothing else is read then.
    package var waiting: [Container]
    /// The names in `spec.imagePullSecrets`.
    package var pullSecrets: [String]

    /// What a Pod says of itself to us, and who makes it again.
    package static let metadataScope = MetadataScope(
        labels: 128 << 10,
        annotations: .only([PullpassKey.inject, mirrorKey], atMost: 256),
        references: true
    )

    /// The annotation of a Pod that stands in a file of its node.
    private static let mirrorKey = "kubernetes.io/config.mirror"

    /// Describes one.
    package init(metadata: ObjectMetadata, isPending: Bool = true, waiting: [Container], pullSecrets: [String] = []) {
        self.metadata = metadata
        self.isPending = isPending
        self.waiting = waiting
        self.pullSecrets = pullSecrets
    }

    /// Makes it of what is read.
    package init(metadata: ObjectMetadata, members: ObjectMembers) {
        self.metadata = metadata
        waiting = []
        pullSecrets = []
        isPending = false
        guard let status = members["status"] else { return }
        let states = Self.states(status)
        guard !states.isEmpty, let spec = members["spec"] else { return }
        isPending = Self.text(status["phase"], atMost: 16) == "Pending"
        waiting = states.map { state in
            Container(
                name: state.name,
                images: Self.images(of: state, spec),
                reason: state.reason,
                message: state.message
            )
        }
        let secrets = spec["imagePullSecrets"]?.elements(atMost: Self.most) ?? []
        pullSecrets = secrets.map { Self.text($0["name"], atMost: 253) }.filter { !$0.isEmpty }
    }

    /// Whether the Pod says that it wants no Secrets of ours.
    package var optsOut: Bool {
        [metadata.labels[PullpassKey.inject], metadata.annotations[PullpassKey.inject]]
            .contains { $0.map(InjectValue.disabled.contains) ?? false }
    }

    /// Whether it stands in a file of its node: the API server only shows it.
    package var isMirror: Bool { metadata.annotations[Self.mirrorKey] != nil }

    /// The controller that it belongs to; nil for a bare Pod.
    package var controller: OwnerReference? { metadata.ownerReferences.first { $0.controller == true } }

    // MARK: Reading

    private struct State {
        let list: String
        let name: String
        let reason: String
        let message: String
    }

    private static func text(_ piece: JSONPiece?, atMost limit: Int) -> String {
        guard let piece, let text = try? piece.text(atMost: limit) else { return "" }
        return text
    }

    private static func states(_ status: JSONPiece) -> [State] {
        var found: [State] = []
        for (key, list) in [
            ("initContainerStatuses", "initContainers"), ("containerStatuses", "containers"),
            ("ephemeralContainerStatuses", "ephemeralContainers"),
        ] {
            for container in status[key]?.elements(atMost: most) ?? [] {
                guard let state = container["state"]?["waiting"] else { continue }
                // A kubelet may put an error where the reason should be.
                let reason = text(state["reason"], atMost: mostMessageBytes)
                guard !reason.isEmpty, !everyday.contains(reason) else { continue }
                let message = text(state["message"], atMost: mostMessageBytes)
                found.append(
                    State(list: list, name: text(container["name"], atMost: 63), reason: reason, message: message)
                )
            }
        }
        return found
    }

    private static func images(of state: State, _ spec: JSONPiece) -> [String] {
        var volumes: [String] = []
        for volume in spec["volumes"]?.elements(atMost: most) ?? [] {
            let image = text(volume["image"]?["reference"], atMost: 1024)
            if !image.isEmpty, state.message.contains(image) { volumes.append(image) }
        }
        for container in spec[state.list]?.elements(atMost: most) ?? []
        where text(container["name"], atMost: 63) == state.name {
            let image = text(container["image"], atMost: 1024)
            // A volume's image is spoken of where the container's own is not.
            if volumes.isEmpty || state.message.contains(image) { return image.isEmpty ? [] : [image] }
        }
        return volumes
    }
}

/// What one page of Pods has of Pods that wait.
package struct WaitingPodPage: Sendable {
    /// Those of which a container waits for something, one that cannot be read left out.
    package let pods: [WaitingPod]
    /// Where the next page begins; nil after the last one.
    package let position: String?

    /// Reads a `PodList` in JSON, which takes time that grows with its length; nil where it is none.
    package init?(parsing body: [UInt8]) {
        guard let page = try? ListPage<WaitingPod>(body) else { return nil }
        pods = page.items.filter { $0.metadata.fault == nil && !$0.waiting.isEmpty }
        position = page.position.isEmpty ? nil : page.position
    }
}
