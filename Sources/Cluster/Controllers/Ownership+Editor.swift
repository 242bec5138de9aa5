package import Kubernetes
internal import Names

extension Ownership {
    /// The longest name of an editor that is kept: who writes an object chooses it.
    private static let longestName = 63

    /// Who has changed what is ours of an object that was judged ``Verdict/edited``, by managedFields; nil where they do not tell.
    ///
    /// A name that somebody gave himself: good as a hint for people, cut and without control characters, and for nothing else.
    package func editor(of metadata: ObjectMetadata, _ fields: Fields) -> String? {
        let ours = ([PullpassKey.owner] + fields.annotations).map { ["f:metadata", "f:annotations", "f:\($0)"] }
        let editor = metadata.managedFields.first { entry in
            entry.manager != ClusterNames.fieldManager
                && (entry.fields.contains(Array(fields.content.prefix(1)))
                    || ours.contains(where: entry.fields.contains))
        }
        guard let name = editor?.manager, !name.isEmpty else { return nil }
        let kept = name.unicodeScalars.prefix(Self.longestName).map { $0.properties.isPrintable ? $0 : "?" }
        return String(String.UnicodeScalarView(kept))
    }
}

extension Unicode.Scalar.Properties {
    /// Whether it stands for something to see.
    fileprivate var isPrintable: Bool {
        switch generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
