package import Text

/// How a registry stands, as the leader knows it: everything that its PullRegistry says.
///
/// Holds nothing of a credential. Texts of others (``lastError``) are cleaned and cut where they are written.
package struct RegistryState: Sendable, Hashable {
    /// How many namespaces lack a copy for one reason.
    package struct Missing: Sendable, Hashable {
        /// As the metric `pullpass_keeper_copies_missing` names it: `waiting`, `no_credential`, `forbidden`, `quota` and so on.
        package var reason: String
        package var count: Int

        package init(_ reason: String, _ count: Int) {
            self.reason = reason
            self.count = count
        }
    }

    /// Whether Pods can pull with its credential.
    package enum Readiness: Sendable, Hashable {
        /// They can, as far as is known.
        case ready
        /// No credential could be fetched yet.
        case never
        /// The last one has ended.
        case ended
        /// The configuration says something else since it was fetched, so that no further namespace gets it.
        case outdated
        /// Each namespace has its own, and none that wants one has it.
        case nowhere
    }

    /// What the registry said when a credential was tried out last.
    package enum Probe: Sendable, Hashable {
        /// `probe: false`: nobody asks.
        case off
        /// There was no occasion in this term, so that what was said before holds as long as the credential is the same one.
        case untold
        case accepted
        case refused(String)
        /// It could not say: busy, unreachable from here, or with its logins elsewhere.
        case undecided(String)
    }

    /// Its name in the configuration, which is the object's as well.
    package var name: String
    /// Its patterns, as they stand in the configuration.
    package var matchImages: [String]
    /// The Secret's name in each namespace.
    package var secretName: String
    package var readiness: Readiness
    /// The revision of the credential, which is random and says nothing about it; empty for none.
    package var revision = ""
    /// When it ends; nil where it does not, or where there is none.
    package var expires: Timestamp?
    /// When it is fetched next; nil for never, and while it is being fetched.
    package var nextRefresh: Timestamp?
    /// Why it could last not be fetched; nil where it could.
    package var lastError: String?
    /// Since when.
    package var failingSince: Timestamp?
    /// How many namespaces have a copy.
    package var present = 0
    /// How many have none, each reason once, without zeros.
    package var missing: [Missing] = []
    package var probe = Probe.untold

    /// Makes a state; what is not told is unknown or zero.
    package init(name: String, matchImages: [String], secretName: String, readiness: Readiness) {
        self.name = name
        self.matchImages = matchImages
        self.secretName = secretName
        self.readiness = readiness
    }

    var missingCount: Int { missing.reduce(0) { $0 + $1.count } }

    var wanted: Int { present + missingCount }
}
