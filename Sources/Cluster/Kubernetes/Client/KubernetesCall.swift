/// A request with all that is needed to send it, to repeat it, and to say what failed.
struct KubernetesCall: Sendable {
    /// When a request may be sent again.
    enum Repeats: Sendable {
        /// Whenever it failed for a reason that may pass: it has no effect, or the same one twice.
        case always
        /// Only where the server cannot have carried it out.
        case ifUnprocessed
        /// Never: the caller has a timetable of its own.
        case never
    }

    let verb: String
    let request: KubernetesRequest
    let priority: RequestPriority
    let repeats: Repeats
    var selectedName: String?
    /// Whether the server's word that it will not have it is the answer, and no error: 4xx, but for 401 and 429, and whatever is admission's, also
    /// where a webhook cannot be called.
    var takesRefusals = false
    /// Whether 429 is about the one object, as a PodDisruptionBudget's is, so that other requests need not wait for it.
    var isRefusedAlone = false
    /// How long each try may take; nil for as long as any.
    var timeout: Duration?

    func error(_ cause: KubernetesError.Cause) -> KubernetesError {
        KubernetesError(verb: verb, path: request.path, selectedName: selectedName, cause: cause)
    }

    /// Whether what came is an answer.
    func isAnswer(_ response: KubernetesResponse) -> Bool {
        let code = response.status
        guard !(200..<300).contains(code) else { return true }
        guard takesRefusals else { return false }
        if (400..<500).contains(code), code != 401, code != 429 { return true }
        let status = KubernetesStatus(answer: response)
        return status.isAdmissionRefusal || status.uncalledWebhook != nil
    }

    /// Whether something is written, so that somebody's webhooks decide how long it takes; a TokenRequest writes nothing.
    var isWrite: Bool {
        let isTokenRequest = verb == "create" && request.path.hasSuffix("/token")
        return !isTokenRequest && !["get", "list", "watch"].contains(verb)
    }

    var resource: String { ResourcePath(parsing: request.path)?.resource ?? request.path }
}
