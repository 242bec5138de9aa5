internal import Controllers
internal import EventLoop
internal import Kubernetes

/// How a ServiceAccount stands.
enum AccountStanding: String, Sendable, Hashable, CaseIterable {
    /// It is none of ours: nothing is wanted there, and nothing of ours is there.
    case none
    /// It carries what it should.
    case right
    /// It is to be written.
    case waiting
    /// Names of ours are to go, a while from now.
    case leaving
    /// Somebody undoes what is written, so that it is written ever more seldom.
    case undone
    /// The last write failed.
    case failing

    /// Those that are counted.
    static let counted: [AccountStanding] = [.right, .waiting, .leaving, .undone, .failing]
}

/// One ServiceAccount, as far as the plan remembers it.
struct AccountState: Sendable {
    var observed = ObservedObject<ServiceAccountObject>()
    var history = WriteHistory()
    var standing = AccountStanding.none
    /// How often it failed in a row, and until when it is left alone then.
    var failures = 0
    var retryAt = LoopInstant.start
    /// Since when it has names of ours that nobody wants.
    var unwantedSince: LoopInstant?
    var isQueued = false
    var isBusy = false
}

/// The place of an account.
struct AccountKey: Sendable, Hashable {
    let namespace: String
    let name: String
}

/// A namespace and its accounts.
struct AccountSpace: Sendable {
    /// Whether the watch of namespaces shows it, readable and not on its way out.
    var isKnown = false
    var labels: [String: String] = [:]
    /// What its accounts carry.
    var wanted: [String] = []
    var accounts: [String: AccountState] = [:]
    /// Accounts that are to be written, in order of arrival.
    var queue: [String] = []
    /// Whether a write is under way in it: one at a time, so that nobody's namespace holds others up.
    var isBusy = false

    var isForgotten: Bool { !isKnown && accounts.isEmpty && !isBusy }
}
