/// Why a namespace does not have what it should: the value of a metric's label, and words.
package enum MissingReason: Int, Sendable, Hashable, CaseIterable {
    /// It is about to be written, or the API server could not be asked.
    case waiting
    /// There is no credential that could be put there.
    case noCredential
    /// We lack a right.
    case forbidden
    /// A quota of the namespace is used up.
    case quota
    /// The API server does not take it: a policy or somebody's webhook says no.
    case refused
    /// Somebody takes it away or changes it each time that it is written, so that it is written ever more seldom.
    case undone
    /// Somebody else's Secret has its name.
    case foreign
    /// There is one with an older credential, or that somebody has changed, and it cannot be written over.
    case outdated

    /// How metrics and JSON call it.
    package var label: String { self == .noCredential ? "no_credential" : "\(self)" }

    /// What it means, for people: a clause that can follow `missing:`.
    package var words: String {
        switch self {
        case .waiting: "about to be written"
        case .noCredential: "there is no credential to put there"
        case .forbidden: "Pullpass lacks a right"
        case .quota: "the namespace's quota is used up"
        case .refused: "a policy or webhook refuses it"
        case .undone: "somebody deletes or changes it again and again"
        case .foreign: "somebody else's Secret has the name"
        case .outdated: "an older one stands there and cannot be replaced"
        }
    }

    /// The reasons that an Event gives for the lack of a Secret in its namespace; nil where it speaks of something else.
    package init?(event reason: String) {
        switch reason {
        case "ForeignSecret": self = .foreign
        case "SecretUndone": self = .undone
        case "QuotaExceeded": self = .quota
        case "SecretRefused": self = .refused
        case "AccessDenied": self = .forbidden
        case "ImmutableSecret", "SecretTerminating": self = .outdated
        default: return nil
        }
    }
}
