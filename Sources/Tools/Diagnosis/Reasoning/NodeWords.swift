internal import Images
internal import Text

/// What the node does with an image beside what the Pod's Secrets say, in words.
struct NodeWords {
    private let facts: Facts
    private let view: ImageView

    init(_ facts: Facts, _ view: ImageView) { (self.facts, self.view) = (facts, view) }

    /// Whether the kubelet asks no registry, since it has noted that a Secret of the Pod may use the image; that Secret's name.
    var holder: String? {
        guard view.policy == .ifNotPresent, let record else { return nil }
        return facts.pod.secrets.first { name in
            guard let secret = facts.secrets.first(where: { $0.name == name }) else { return false }
            return record.secrets.contains { holder in
                holder.namespace == facts.namespace.name && holder.name == name
                    && (secret.uid.isEmpty || holder.uid == secret.uid)
            }
        }
    }

    /// What the kubelet noted of the repository.
    var record: Facts.Node.Record? {
        facts.node?.records.first { $0.repository == view.reference?.repository }
    }

    /// Whether the node's status lists the image.
    var isStored: Bool {
        guard let images = facts.node?.images, let reference = view.reference else { return false }
        return images.contains { image in
            guard let stored = try? ImageReference(parsing: image) else { return false }
            return stored.repository == reference.repository
                && (reference.digest.isEmpty ? stored.tag == reference.tag : stored.digest == reference.digest)
        }
    }

    /// The mirrors of its host.
    var mirrors: [Facts.Node.Mirror] {
        (facts.node?.mirrors ?? []).filter { $0.host == view.host || $0.host == "_default" }
    }

    /// All of it, each a clause.
    var all: [String] {
        var words: [String] = []
        switch view.policy {
        case .always: words.append("imagePullPolicy Always: a registry is asked at each start of a container")
        case .never: words.append("imagePullPolicy Never: no registry is asked")
        case .ifNotPresent:
            if record?.isForAll == true {
                words.append("the kubelet has noted that any Pod of the node may use it: no registry is asked")
            } else if let holder {
                words.append(
                    "the kubelet has noted that Secret \(Printable.text(holder)) may use it: no registry is asked, whatever it holds now"
                )
            } else if record != nil {
                words.append("it is on the node, and not for a Secret of this Pod: a registry is asked all the same")
            } else if isStored {
                words.append(
                    "it is on the node: no registry is asked where it was there before the kubelet or was pulled for this Pod's Secrets"
                )
            }
        }
        for mirror in mirrors.prefix(4) {
            let behind = mirror.hasUpstream ? ", and where it does not serve, the registry" : ", and nobody else"
            words.append(
                "the mirror \(Printable.text(mirror.address)) is asked first, with the same credential\(behind)"
            )
        }
        return words
    }
}
