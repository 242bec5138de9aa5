internal import Images
internal import Text

/// What the node does with an image beside what the Pod's Secrets say, in words.
enum NodeWords {
    /// Whether the kubelet asks no registry, since it has noted that a Secret of the Pod may use the image; that Secret's name.
    static func holder(_ facts: Facts, _ view: ImageView) -> String? {
        guard view.policy == .ifNotPresent, let record = record(facts, view) else { return nil }
        return facts.pod.secrets.first { name in
            guard let secret = facts.secrets.first(where: { $0.name == name }) else { return false }
            return record.secrets.contains { holder in
                holder.namespace == facts.namespace.name && holder.name == name
                    && (secret.uid.isEmpty || holder.uid == secret.uid)
            }
        }
    }

    /// What the kubelet noted of the repository.
    static func record(_ facts: Facts, _ view: ImageView) -> Facts.Node.Record? {
        facts.node?.records.first { $0.repository == view.reference?.repository }
    }

    /// Whether the node's status lists the image.
    static func isStored(_ facts: Facts, _ view: ImageView) -> Bool {
        guard let images = facts.node?.images, let reference = view.reference else { return false }
        return images.contains { image in
            guard let stored = try? ImageReference(parsing: image) else { return false }
            return stored.repository == reference.repository
                && (reference.digest.isEmpty ? stored.tag == reference.tag : stored.digest == reference.digest)
        }
    }

    /// The mirrors that are asked for it.
    static func mirrors(_ facts: Facts, _ view: ImageView) -> [Facts.Node.Mirror] {
        guard let reference = view.reference else { return [] }
        return (facts.node?.mirrors ?? []).filter { mirror in
            let isFor =
                switch mirror.references {
                case .all: true
                case .digests: !reference.digest.isEmpty
                case .tags: reference.digest.isEmpty
                }
            return isFor && (mirror.host == "_default" || "\(reference.repository)/".hasPrefix("\(mirror.host)/"))
        }
    }

    /// All of it, each a clause.
    static func all(_ facts: Facts, _ view: ImageView) -> [String] {
        var words: [String] = []
        let record = record(facts, view)
        switch view.policy {
        case .always: words.append("imagePullPolicy Always: a registry is asked at each start of a container")
        case .never: words.append("imagePullPolicy Never: no registry is asked")
        case .ifNotPresent:
            if record?.isForAll == true {
                words.append("the kubelet has noted that any Pod of the node may use it: no registry is asked")
            } else if let holder = holder(facts, view) {
                words.append(
                    "the kubelet has noted that Secret \(Printable.text(holder)) may use it: no registry is asked, whatever it holds now"
                )
            } else if record != nil {
                words.append("it is on the node, and not for a Secret of this Pod: a registry is asked all the same")
            } else if isStored(facts, view) {
                words.append(
                    "it is on the node: no registry is asked where it was there before the kubelet or was pulled for this Pod's Secrets"
                )
            }
        }
        for mirror in mirrors(facts, view).prefix(4) {
            let behind = mirror.hasUpstream ? ", and where it does not serve, the registry" : ", and nobody else"
            words.append(
                "the mirror \(Printable.text(mirror.address)) is asked first, with the same credential\(behind)"
            )
        }
        return words
    }
}
