package import Text

/// How the injection stands: whether the API server asks, and who refuses us.
package struct WebhookStatus: Sendable, Hashable {
    /// `webhook`, `policy` or `none`.
    package var engine = "webhook"
    /// The MutatingWebhookConfigurations, or the policy, that are registered; empty where none is, or nobody has looked.
    package var registrations: [String] = []
    /// `Ignore` or `Fail`, as registered; nil where nobody has looked.
    package var failurePolicy: String?
    /// When the replica that made the report last answered a review; nil for never, or where it is not a replica.
    package var lastCalled: Timestamp?
    /// How many reviews that replica has answered; nil where it is none.
    package var answered: Int?
    /// When the serving certificate ends; nil where nobody knows.
    package var certificateEnds: Timestamp?
    /// Callers that refuse the certificate or are refused, those with the most tries first.
    package var refusedCallers: [RefusedCaller] = []
    /// What is wrong, and what to do; nil where nothing is known to be.
    package var problem: String?

    /// Makes one of which nothing is known.
    package init() {}
}

/// Somebody who reached the webhook's port and no further.
package struct RefusedCaller: Sendable, Hashable {
    /// The address.
    package var address: String
    /// What ended it: the caller's TLS alert, `no client certificate`.
    package var reason: String
    /// How often.
    package var count: Int
    /// When last.
    package var last: Timestamp

    /// Makes one.
    package init(address: String, reason: String, count: Int, last: Timestamp) {
        self.address = address
        self.reason = reason
        self.count = count
        self.last = last
    }
}
