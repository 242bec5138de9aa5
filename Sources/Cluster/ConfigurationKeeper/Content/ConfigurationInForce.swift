/// Where the configuration comes from that a process works by.
package enum ConfigurationInForce: Sendable, Hashable {
    /// What the file says now.
    case file
    /// What the file said before: it has changed, and cannot be used.
    case previous(reason: String)
    /// The last good one out of the Secret: the file could not be used when the process started.
    case stored(StoredConfiguration, reason: String)

    /// The label values of `pullpass_configuration_in_force`, in the order in which they are told.
    package static let sources = ["file", "previous", "stored"]

    /// The label value of this one.
    package var source: String {
        switch self {
        case .file: "file"
        case .previous: "previous"
        case .stored: "stored"
        }
    }

    /// Why the file is not in force; nil where it is.
    package var reason: String? {
        switch self {
        case .file: nil
        case .previous(let reason), .stored(_, let reason): reason
        }
    }

    /// What serves in the file's place, and what to do; without the reason, in which much of the file may stand.
    package var remedy: String {
        switch self {
        case .file: "the configuration file is in force"
        case .previous:
            "the configuration file has changed and cannot be used; the one before stays in force. Correct the file: it is taken over within "
                + "moments, without a restart"
        case .stored(let stored, _):
            "the configuration file cannot be used; the last good one (\(stored)) is in force in its place. Correct the file: it is taken over "
                + "within moments, without a restart"
        }
    }
}

/// What a process has in force, as the keeper is told.
package struct ConfigurationReport: Sendable, Hashable {
    /// Where it comes from.
    package var state: ConfigurationInForce
    /// What is to be kept of it.
    package var kept: StoredConfiguration
    /// Whether it takes the place of another one that is kept.
    ///
    /// Not where this replica works by what may be older than what another one has put in force.
    package var replaces: Bool

    /// Makes a report.
    package init(_ state: ConfigurationInForce, keeping kept: StoredConfiguration, replaces: Bool) {
        self.state = state
        self.kept = kept
        self.replaces = replaces
    }
}
