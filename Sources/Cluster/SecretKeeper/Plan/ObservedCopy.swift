internal import Controllers

/// What a metadata-only watch tells of a Secret that stands where a copy belongs.
struct ObservedCopy: Sendable, Hashable {
    var uid: String
    var resourceVersion: String
    /// The revision annotation; nil where there is none.
    var revision: String?
    // Narrow ones together: there may be a hundred thousand.
    /// Whose the Secret is.
    var ownership: Ownership.Verdict
    /// Whether it has our labels and our note, which decide nothing.
    var labelling = Ownership.Labelling.intact
    /// Whether a finalizer keeps a deleted Secret: it can be neither repaired nor made again until it is gone.
    var isTerminating = false
    private var detail: Detail?

    /// What few copies have; none has both of the first two, since what somebody else has changed says nothing of a credential.
    private enum Detail: Hashable {
        case own(OwnCredential)
        case editor(EditorName)
        case also(AlsoNote)
    }

    init(
        uid: String,
        resourceVersion: String,
        ownership: Ownership.Verdict,
        revision: String?,
        labelling: Ownership.Labelling = .intact,
        isTerminating: Bool = false,
        own: OwnCredential? = nil,
        editor: EditorName? = nil,
        secretType: String? = nil
    ) {
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.ownership = ownership
        self.revision = revision
        self.labelling = labelling
        self.isTerminating = isTerminating
        detail =
            secretType.map { .also(AlsoNote(type: $0, editor: editor)) } ?? editor.map(Detail.editor)
            ?? own.map(Detail.own)
    }

    /// What it says of the credential in it, where its namespace has one of its own.
    var own: OwnCredential? { if case .own(let own)? = detail { own } else { nil } }
    /// Who has changed what is ours, as managedFields tell it; nil where nobody has.
    var editor: EditorName? {
        switch detail {
        case .editor(let editor)?: editor
        case .also(let note)?: note.editor
        case .own?, nil: nil
        }
    }
    /// The type that it was made with, of a Secret of `also`; nil of any other.
    var secretType: String? { if case .also(let note)? = detail { note.type } else { nil } }

    /// Whether this Secret may be written and removed by us.
    var isOurs: Bool { ownership != .foreign }

    /// The resourceVersion as a number; those of one kind are comparable (Kubernetes KEP-5504).
    var version: UInt64? { UInt64(resourceVersion) }

    /// Whether this is an older report than `other`; where versions are not numbers, the later report counts.
    func isOlder(than other: ObservedCopy) -> Bool {
        guard let version, let other = other.version else { return false }
        return version < other
    }
}

/// What is known of a Secret of `also` alone.
private final class AlsoNote: Sendable, Hashable {
    let type: String
    let editor: EditorName?

    init(type: String, editor: EditorName?) {
        self.type = type
        self.editor = editor
    }

    static func == (a: AlsoNote, b: AlsoNote) -> Bool { a.type == b.type && a.editor == b.editor }

    func hash(into hasher: inout Hasher) {
        hasher.combine(type)
        hasher.combine(editor)
    }
}
