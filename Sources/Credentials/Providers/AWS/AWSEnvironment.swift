import Configuration

/// The variables that AWS' own tools read too; an empty one counts as not set, as there.
struct AWSEnvironment: Sendable, Confidential {
    private let all: [String: String]
    /// What a `credential_process` gets of it.
    let ofPrograms: [String: String]

    init(_ all: [String: String], ofPrograms: [String: String] = [:]) {
        self.all = all
        self.ofPrograms = ofPrograms
    }

    subscript(_ name: String) -> String? {
        all[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether a variable is set, whatever it is.
    func has(_ name: String) -> Bool { self[name] != nil }

    /// Whether a variable says `true`.
    func isTrue(_ name: String) -> Bool { self[name]?.lowercased() == "true" }

    /// The region of `AWS_REGION` or `AWS_DEFAULT_REGION`.
    var region: String? { self["AWS_REGION"] ?? self["AWS_DEFAULT_REGION"] }

    /// A file below `~/.aws`, unless a variable names another; nil without a home.
    func file(_ variable: String, default name: String) -> String? {
        self[variable] ?? self["HOME"].map { "\($0)/.aws/\(name)" }
    }
}
