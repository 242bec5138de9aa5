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

    func error(_ cause: KubernetesError.Cause) -> KubernetesError {
        KubernetesError(verb: verb, path: request.path, selectedName: selectedName, cause: cause)
    }

    var resource: String { ResourcePath(parsing: request.path)?.resource ?? request.path }
}
