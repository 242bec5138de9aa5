/// One thing about a CredentialProviderConfig that keeps a kubelet from starting, or is hardly as it was meant.
package struct ConfigComplaint: Sendable, Hashable {
    /// What comes of it.
    package enum Severity: String, Sendable, Hashable {
        /// The kubelet does not start.
        case refused = "error"
        /// It starts, but plugins may not be run as it was meant.
        case warning
    }

    /// What comes of it.
    package let severity: Severity
    /// The file or directory.
    package let file: String
    /// The line, counted from 1; 0 where it is about the whole file.
    package let line: Int
    /// The place in the document, `providers[0].matchImages[1]`; empty for the document itself.
    package let path: String
    /// The kubelet's own words, or the end of them, for who searches for them; nil where it says nothing.
    package let words: String?
    /// What it means.
    package let meaning: String
    /// What to write, or to do.
    package let fix: String
}

/// Where something stands.
struct ConfigPlace {
    let file: String
    var line = 0
    var path = ""

    /// What keeps the kubelet from starting.
    func refused(_ words: String, _ meaning: String, fix: String) -> ConfigComplaint {
        ConfigComplaint(
            severity: .refused,
            file: file,
            line: line,
            path: path,
            words: words,
            meaning: meaning,
            fix: fix
        )
    }

    /// What may not be as it was meant.
    func warning(_ meaning: String, fix: String, words: String? = nil) -> ConfigComplaint {
        ConfigComplaint(
            severity: .warning,
            file: file,
            line: line,
            path: path,
            words: words,
            meaning: meaning,
            fix: fix
        )
    }
}
