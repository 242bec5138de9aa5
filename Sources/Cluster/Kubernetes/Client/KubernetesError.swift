/// Why something could not be done with the API: which verb, on what, and the cause.
package struct KubernetesError: Error, Sendable, Hashable {
    /// What went wrong, for callers that tell cases apart.
    package enum Cause: Sendable, Hashable {
        /// The server refused.
        case status(KubernetesStatus)
        /// There was no answer: host, phase and cause.
        case transport(String)
        /// No answer came in time.
        case timedOut(after: Duration)
        /// The answer has more bytes than that.
        case tooLong(limit: Int)
        /// The answer, or what was to be sent, is not what it should be.
        case malformed(String)
        /// The task was cancelled.
        case cancelled
    }

    /// The verb as RBAC calls it: `get`, `list`, `watch`, `create`, `update`, `patch` or `delete`.
    package let verb: String
    /// The path, without a query.
    package let path: String
    /// The one name that a list or watch was restricted to, by a field selector.
    package let selectedName: String?
    /// What went wrong.
    package let cause: Cause

    /// Makes an error.
    package init(verb: String, path: String, selectedName: String? = nil, cause: Cause) {
        self.verb = verb
        self.path = path
        self.selectedName = selectedName
        self.cause = cause
    }

    /// The server's refusal, where it is one.
    package var status: KubernetesStatus? {
        if case .status(let status) = cause { status } else { nil }
    }
}
