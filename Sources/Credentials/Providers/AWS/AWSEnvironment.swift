import Configuration
import Credentials

/// The variables that AWS' own tools read too; an empty one counts as not set, as there.
struct AWSEnvironment: Sendable, Confidential {
    private let all: CheckedEnvironment
    /// What a `credential_process` gets of it.
    let ofPrograms: [String: String]

    init(_ all: [String: String], ofPrograms: [String: String] = [:]) {
        self.all = CheckedEnvironment(all)
        self.ofPrograms = ofPrograms
    }

    /// A variable, checked; see ``CheckedEnvironment/text(_:)``.
    func text(_ name: String) throws(CredentialError) -> String? { try all.text(name) }

    /// What was given elsewhere, or else a variable.
    func text(_ name: String, unless given: String?) throws(CredentialError) -> String? {
        try all.text(name, unless: given)
    }

    /// A variable that names a file; see ``CheckedEnvironment/path(_:)``.
    func path(_ name: String) throws(CredentialError) -> String? { try all.path(name) }

    /// Whether a variable is set, whatever it is.
    func has(_ name: String) -> Bool { all.has(name) }

    /// Whether a variable says `true`.
    func isTrue(_ name: String) -> Bool { all.isTrue(name) }

    /// The region of `AWS_REGION` or `AWS_DEFAULT_REGION`.
    func region() throws(CredentialError) -> String? {
        try text("AWS_DEFAULT_REGION", unless: text("AWS_REGION"))
    }

    /// A file below `~/.aws`, unless a variable names another; nil without a home.
    func file(_ variable: String, default name: String) throws(CredentialError) -> String? {
        if let named = try path(variable) { return named }
        return try text("HOME").map { "\($0)/.aws/\(name)" }
    }
}
