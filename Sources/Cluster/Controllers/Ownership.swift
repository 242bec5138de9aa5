package import Kubernetes
internal import Names

/// Which objects of the cluster an installation has made: those that bear its owner annotation.
package struct Ownership: Sendable, Hashable {
    /// Whose an object is.
    package enum Verdict: Sendable, Hashable {
        /// Somebody else's, or nobody's: it is left alone.
        case foreign
        /// Ours, as we wrote it.
        case ours
        /// Ours, but somebody has changed what we wrote.
        case edited
    }

    /// What is ours of an object that is written by server-side apply.
    package struct Fields: Sendable, Hashable {
        /// The path of the content, in the notation of FieldsV1; nobody else may own anything beside it.
        package var content: [String]
        /// The annotations, besides the owner's.
        package var annotations: [String]

        /// Tells what is ours.
        package init(content: [String], annotations: [String]) {
            self.content = content
            self.annotations = annotations
        }
    }

    /// The annotation's value: `<own namespace>/<lease name>`, by which installations know their own.
    package let owner: String

    /// Makes the ownership of an installation.
    package init(namespace: String, leaseName: String) { owner = "\(namespace)/\(leaseName)" }

    /// What every object of ours bears.
    package var annotations: [String: String] { [PullpassKey.owner: owner] }

    /// Whether an object bears our annotation, and can be read.
    package func isOurs(_ metadata: ObjectMetadata) -> Bool {
        metadata.fault == nil && metadata.annotations[PullpassKey.owner] == owner
    }

    /// Judges an object that is written by server-side apply.
    ///
    /// Ours also has an Apply entry of our manager: an annotation alone may have been copied with an object. It is edited where that
    /// entry does not own the fields any more, or another manager owns them too.
    package func judge(_ metadata: ObjectMetadata, _ fields: Fields) -> Verdict {
        guard isOurs(metadata) else { return .foreign }
        var isApplied = false
        var isEdited = false
        let annotations = ([PullpassKey.owner] + fields.annotations).map { ["f:metadata", "f:annotations", "f:\($0)"] }
        for entry in metadata.managedFields {
            if entry.isOurApply {
                isApplied = true
                let all = annotations + [fields.content]
                if !all.allSatisfy(entry.fields.contains) { isEdited = true }
            } else if entry.fields.contains(Array(fields.content.prefix(1)))
                || annotations.contains(where: entry.fields.contains)
            {
                isEdited = true
            }
        }
        guard isApplied else { return .foreign }
        return isEdited ? .edited : .ours
    }
}

extension ManagedFieldsEntry {
    /// Whether it is what we own by server-side apply.
    var isOurApply: Bool {
        manager == ClusterNames.fieldManager && operation == "Apply" && subresource == nil
    }
}
