internal import Configuration

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
    /// - Throws: `.misconfigured`, with the variable's name and without its value, where it has white space or a line break at its ends.
    package func text(_ name: String) throws(CredentialError) -> String? {
        guard let text = all[name], !text.isEmpty else { return nil }
        guard text.first?.isWhitespace != true, text.last?.isWhitespace != true else {
            throw Place(identity: "environment variable \(name)").misconfigured(
                "it has white space or a line break at its start or end",
                fix: "write it without (printf instead of echo, or kubectl create secret --from-literal)"
            )
        }
        return text
    }
}
