internal import HTTP
package import Text

/// What an API server said of an object that it was asked to try and not to keep.
package struct DryRunAnswer: Sendable, Hashable {
    /// Why it would refuse it; nil where it would take it.
    package var refusal: KubernetesStatus?
    /// The values of its `Warning` lines, as they stand in the answer: those of admission webhooks are among them, whether it would take it or not.
    package var warnings: [String]
    /// The names in `imagePullSecrets` of the Pod that it would have made; nil where it would make none, or that cannot be read.
    package var pullSecrets: [String]?

    /// Makes an answer.
    package init(refusal: KubernetesStatus? = nil, warnings: [String] = [], pullSecrets: [String]? = nil) {
        self.refusal = refusal
        self.warnings = warnings
        self.pullSecrets = pullSecrets
    }
}

extension KubernetesClient {
    /// The most `Warning` lines that are looked at.
    private static let maximumWarnings = 64

    /// Asks the API server whether it would create a Pod; nothing is kept whatever it says (`dryRun=All`), and admission is asked as ever.
    ///
    /// - Parameters:
    ///   - pod: the Pod.
    ///   - namespace: where.
    ///   - priority: in which order it goes out.
    /// - Returns: what it said, a refusal of the Pod included.
    /// - Throws: where it did not say: no answer, or 401, 429 or 5xx that are not admission's.
    package func tryToCreate(
        pod: JSONValue,
        in namespace: String,
        priority: RequestPriority
    ) async throws(KubernetesError) -> DryRunAnswer {
        let path = ResourcePath(resource: "pods", namespace: namespace).path
        let body = try encode(verb: "create", path: path) { try JSONText.encode(pod) }
        let call = KubernetesCall(
            verb: "create",
            request: KubernetesRequest(
                method: .post,
                path: path,
                query: [("dryRun", "All")],
                contentType: MediaType.json,
                body: body
            ),
            priority: priority,
            repeats: .never,
            takesRefusals: true
        )
        let response = try await send(call)
        let isTaken = (200..<300).contains(response.status)
        return DryRunAnswer(
            refusal: isTaken ? nil : KubernetesStatus(answer: response),
            warnings: Array(response.fields.values(of: "warning").prefix(Self.maximumWarnings)),
            pullSecrets: isTaken ? (try? PodObject(parsing: response.body))?.pullSecrets : nil
        )
    }
}
