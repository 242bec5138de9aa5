package import Text

/// All that an operator asks about first, as one value: what `pullpass status` prints, and what the operators' port shows as JSON and as a page.
///
/// It holds nothing of a credential. Names and messages of others are cleaned where they are drawn, not here.
package struct StatusReport: Sendable, Hashable {
    /// Whose eyes it was made with, which decides what can be known.
    package enum View: Sendable, Hashable {
        /// The leader's: everything.
        case leader
        /// Of a replica that does not lead: the credentials and its own webhook.
        case replica
        /// Of a command that has read the cluster: everything but why the leader's last write failed, which Events tell.
        case command
        /// Of a process without a cluster: its own webhook.
        case standalone
    }

    /// The most namespaces that are told one by one.
    package static let maximumNamespaces = 200
    /// The most Events that are told.
    package static let maximumEvents = 30

    /// When it was made.
    package var madeAt: Timestamp
    /// The version of Pullpass that made it.
    package var version: String
    /// Pullpass' own namespace; empty without a cluster.
    package var namespace: String
    /// Whose eyes it was made with.
    package var view: View
    /// Who leads.
    package var leader = LeaderStatus()
    /// The configuration in force; nil where nobody knows.
    package var configuration: InForceStatus?
    /// The webhook, or what stands in for it.
    package var webhook = WebhookStatus()
    /// A row for each configured registry, in the configuration's order.
    package var registries: [RegistryStatus] = []
    /// The Secret of the anonymous try; nil where there is none, or this view does not know.
    package var anonymousTry: CopyNumbers?
    /// How many namespaces are opted in; nil where this view does not know.
    package var selectedNamespaces: Int?
    /// The namespaces that are not right, by name; at most ``maximumNamespaces``.
    package var namespaces: [NamespaceStatus] = []
    /// How many more there are.
    package var furtherNamespaces = 0
    /// The Pods that a registry keeps from their image; nil where this view does not know.
    package var pods: StuckPods?
    /// What does not work and belongs to no row: a watch, an election, something that may not be read.
    ///
    /// A sentence each.
    package var problems: [String] = []
    /// What was told lately, the newest first; at most ``maximumEvents``.
    package var events: [ToldEvent] = []

    /// Makes one of which no row is known.
    package init(madeAt: Timestamp, version: String, namespace: String, view: View) {
        self.madeAt = madeAt
        self.version = version
        self.namespace = namespace
        self.view = view
    }

    /// Whether nothing needs anybody's hand.
    ///
    /// What is merely waiting for its turn is fine.
    package var isFine: Bool {
        problems.isEmpty && webhook.problem == nil && (configuration?.problem ?? nil) == nil
            && namespaces.allSatisfy(\.isWaiting)
            && furtherNamespaces == 0 && registries.allSatisfy { $0.isFine(at: madeAt) }
            // Why a Secret is not there is told of its namespace.
            && (pods?.named ?? []).allSatisfy { $0.cause == .misplaced }
    }

    /// Whether every namespace has what it should, and no Pod is known that cannot pull.
    package var isComplete: Bool {
        namespaces.allSatisfy(\.lacks.isEmpty) && furtherNamespaces == 0
            && registries.allSatisfy { $0.copies?.missing.isEmpty ?? true } && pods?.named.isEmpty ?? true
    }
}

/// Who leads the installation.
package struct LeaderStatus: Sendable, Hashable {
    /// Its identity, which begins with its Pod's name; nil where nobody leads, or nobody knows.
    package var identity: String?
    /// Since when, by its own clock.
    package var since: Timestamp?
    /// When it last said that it still leads, by its own clock.
    package var renewedAt: Timestamp?

    /// Makes one; what is not told is not known.
    package init(identity: String? = nil, since: Timestamp? = nil, renewedAt: Timestamp? = nil) {
        self.identity = identity
        self.since = since
        self.renewedAt = renewedAt
    }
}

/// Which configuration the installation works by.
package struct InForceStatus: Sendable, Hashable {
    /// Where it comes from: `file`, `previous` or `stored`, as the metrics call it.
    package var source: String
    /// When it was put in force; nil where nobody says.
    package var acceptedAt: Timestamp?
    /// What is wrong, and what to do; nil where the file is in force.
    package var problem: String?

    /// Makes one.
    package init(source: String, acceptedAt: Timestamp? = nil, problem: String? = nil) {
        self.source = source
        self.acceptedAt = acceptedAt
        self.problem = problem
    }
}

/// Something that was told as an Event.
package struct ToldEvent: Sendable, Hashable {
    /// When it was told last.
    package var time: Timestamp
    /// Whether somebody should do something.
    package var isWarning: Bool
    /// One word in upper camel case.
    package var reason: String
    /// The object that it is about: `Secret team-a/pullpass-hub`.
    package var object: String
    /// A sentence.
    package var message: String
    /// How often it was told.
    package var count: Int

    /// Makes one.
    package init(time: Timestamp, isWarning: Bool, reason: String, object: String, message: String, count: Int = 1) {
        self.time = time
        self.isWarning = isWarning
        self.reason = reason
        self.object = object
        self.message = message
        self.count = count
    }
}
