package import Images

/// The answer to one AdmissionReview, and what the rest of the program wants to know about it.
package struct AdmissionAnswer: Sendable {
    /// What became of the review.
    package enum Outcome: Sendable, Hashable {
        /// The Pod is patched: Secrets are added, or a pull policy is forced, or both.
        case injected
        /// The object is allowed as it is, as the rules demand.
        case unchanged(Reason)
        /// A review of a Pod that could not be made sense of: allowed as it is; `detail` says why.
        case notUnderstood
        /// No AdmissionReview at all; `body` and `detail` say why.
        case malformed
    }

    /// Why an object that was understood is allowed as it is.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Not the creation of a Pod: another operation, another resource, or a subresource.
        case notPodCreate
        /// No rule matches an image of the Pod.
        case noMatch
        /// Rules match, but none of them is for the Pod's namespace.
        case namespaceNotSelected
        /// Whatever is needed is in the Pod already.
        case alreadyPresent
        /// The label or annotation `pullpass.dev/inject` says `disabled` or `false`.
        case optedOut
        /// The Pod mirrors a static Pod: the kubelet runs it, the API server only shows it.
        case mirrorPod
        /// The Pod has no `spec`.
        case noSpec
        /// The Pod would need more changes, or more looking at, than any Pod that can run: ``AdmissionAnswer/detail`` says which.
        case tooLarge
    }

    /// What became of the review.
    package var outcome: Outcome
    /// Whether the body was an AdmissionReview with a uid; `false` is to be answered with status 400.
    package var isReview: Bool
    /// The response: an AdmissionReview in JSON, or one line of plain text where ``isReview`` is `false`.
    package var body: [UInt8]
    /// The rules whose Secret the Pod needs, whether it is added now or was there before.
    package var registries = RegistrySet()
    /// The rules whose Secret is added now; a Secret that two rules share counts for both.
    package var injectedRegistries = RegistrySet()
    /// The namespace of the request, or else of the object.
    package var namespace: String?
    /// Whether the request is a dry run, which must have no effect anywhere.
    package var isDryRun = false
    /// What was wrong, when the outcome is `notUnderstood`, `malformed` or `tooLarge`: one line for the log.
    ///
    /// It names fields and byte offsets, and of the body's text at most its apiVersion and kind, cut and in ASCII.
    package var detail: String?
}
