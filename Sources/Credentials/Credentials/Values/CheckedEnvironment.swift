internal import Configuration
internal import Text

/// The variables of the process, for chains like those of vendors' SDKs that look there by themselves.
///
/// In a Pod they come from Secrets, and `echo key | base64` puts a line break at their end: what such a chain takes is checked as the parts of
/// a credential are that the configuration names.
package struct CheckedEnvironment: Sendable, Confidential {
    private let all: [String: String]

    /// Takes the variables as they are; one is checked when it is read.
    package init(_ all: [String: String]) { self.all = all }

    /// A variable; nil where it is not set or empty, which means the same to SDKs.
    ///
    /// - Throws: `.misconfigured`, with the variable's name and without its value, where it has white space, a line break or an invisible
    ///   character at its ends, a control character, or is a placeholder that nobody has filled in. Documents (JSON, PEM) may have lines.
    package func text(_ name: String) throws(CredentialError) -> String? {
        guard let text = all[name], !text.isEmpty else { return nil }
        if let flaw = TextFlaw(of: text, as: .secret) {
            throw Place(identity: "environment variable \(name)").misconfigured(flaw.reason, fix: flaw.fixOfValue)
        }
        return text
    }

    /// A variable that names a file; nil where it is not set or empty.
    ///
    /// - Throws: `.misconfigured` as ``text(_:)`` does, and where it holds what should stand in the file.
    package func path(_ name: String) throws(CredentialError) -> String? {
        guard let path = try text(name) else { return nil }
        guard !Printable.isContent(path) else {
            throw Place(identity: "environment variable \(name)").misconfigured(
                "it holds a credential itself, and not the path of a file",
                fix: "mount the credential as a file, and write the path of that"
            )
        }
        return path
    }

    /// What was given elsewhere, or else a variable, which is not looked at where something was given.
    package func text(_ name: String, unless given: String?) throws(CredentialError) -> String? {
        if let given { return given }
        return try text(name)
    }

    /// Whether a variable is set and not empty, whatever it is.
    package func has(_ name: String) -> Bool { all[name].map { !$0.isEmpty } ?? false }

    /// Whether a variable says `true`, in any case; a line break around it takes nothing from that.
    package func isTrue(_ name: String) -> Bool { all[name]?.trimmed.lowercased() == "true" }
}
