internal import EventLoop

/// What a piece of work needs the API server's permission for.
enum Right: Int, Sendable, Hashable, CaseIterable {
    /// Making a Secret that is absent.
    case place
    /// Writing over one that is there.
    case update
    /// Deleting one.
    case remove
}

extension PlannedWork.Kind {
    /// The right without which it fails: where a ClusterRole gives it, in every namespace alike.
    var right: Right {
        switch self {
        case .place: .place
        case .repair, .rotate: .update
        case .clear, .remove: .remove
        }
    }
}

/// The delay after a right to a Secret name turned out to be missing: what needs it is tried now and then, what needs
/// another goes on.
struct MissingRight: Sendable {
    /// Steady time until when nothing that needs it is tried; nil: not missing as far as is known.
    var pausedUntil: LoopInstant?
    /// How often it was missing in a row.
    var refusals = 0
    /// Copies whose work came up meanwhile.
    var parked: Set<CopyKey> = []
}

extension KeeperPlan {
    /// Whether each namespace has a Role of its own for what is kept for a purpose: a right that one lacks others may have.
    func areRightsOfNamespaces(_ purpose: CopyPurpose) -> Bool { identity.hasRoles || purpose.isAlso }
}
