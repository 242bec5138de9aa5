package import Kubernetes
internal import Names

extension Ownership {
    /// Whether an object has what is there for people and their selectors: whose it is never depends on that.
    package enum Labelling: Sendable, Hashable {
        /// As we wrote it.
        case intact
        /// It has nothing of it: a version wrote it that had none, or somebody has taken all of it away.
        case missing
        /// Somebody has changed some of it.
        case edited
    }

    /// Looks at an object that is written by server-side apply.
    ///
    /// - Parameters:
    ///   - metadata: the object's.
    ///   - paths: what it should have, each in the notation of FieldsV1.
    /// - Returns: how much of that it has from us.
    package func labelling(of metadata: ObjectMetadata, _ paths: [[String]]) -> Labelling {
        var owned = 0
        for entry in metadata.managedFields {
            if entry.isOurApply {
                owned = paths.count(where: entry.fields.contains)
            } else if paths.contains(where: entry.fields.contains) {
                return .edited
            }
        }
        return owned == paths.count ? .intact : owned == 0 ? .missing : .edited
    }
}

extension Ownership {
    /// The labels of a Secret that is kept for a registry, or for none.
    ///
    /// A name that is no value of a label is left out: none of a configuration is.
    package static func labels(ofRegistry registry: String?) -> [String: String] {
        var labels = [ClusterNames.managedBy.key: ClusterNames.managedBy.value]
        let value = registry ?? ""
        if value.utf8.count <= 63 { labels[PullpassKey.registry] = value }
        return labels
    }

    /// The annotation of a Secret beside them.
    package static var note: [String: String] { [PullpassKey.note: ClusterNames.note] }
}
