internal import Text

/// Why an image could not be pulled, read from what a kubelet or a controller says of it.
///
/// The words come from the kubelet, from the container runtime and from the registry behind both, none of which promises them; what is not
/// known is ``Kind/other``, never a guess. No error names a Secret, and equal errors of several tries are folded into one: the number of
/// errors is not the number of tries.
package struct PullFailure: Sendable, Hashable {
    /// What refused; the raw values are stable words for programs.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// One of the Pod's Secrets cannot be decoded, which stops all of its pulls before a registry is asked.
        case unreadableSecret = "unreadable-secret"
        /// The kubelet cannot read the image's name.
        case name
        /// The image is not on the node, or not for this Pod, and its policy is `Never`.
        case absent = "never-pulled"
        /// A quota of the namespace refuses the Pod, before there is one.
        case quota
        /// There is no such image for the node's architecture, or it is none that the runtime can run.
        case platform
        /// A signature or a policy of the runtime refuses the image.
        case policy
        /// The node has no room for it.
        case disk
        /// A registry refuses the login: 401.
        case authentication
        /// A registry knows the login, or the lack of one, and gives it no access: 403, `denied`, `insufficient_scope`.
        case denied = "scope-denied"
        /// Too many requests: 429, a Docker Hub limit, or the kubelet's own.
        case throttled
        /// There is no such image, or none that this login may know of: 404.
        case notFound = "not-found"
        /// The node does not trust the registry's certificate, or there is no TLS where there should be.
        case certificate
        /// The registry, or its token service, does not answer the node: name, route, time or 5xx.
        case network
        /// Something else, in words that are not known here.
        case other
    }

    /// What was found, each once; never empty, in the order of ``Kind``, which is that of what should be looked at first.
    package let kinds: [Kind]
    /// Whether it is the kubelet that waits before it tries again; what it waits for is in ``kinds``, where it says so.
    package let isBackOff: Bool
    /// Whether some try was made with no credential at all; false is not proof of the contrary.
    package let triedAnonymously: Bool
    /// The beginning of the words, as they came.
    let message: String

    /// The words in one line, without what nobody sees and without what may be a credential, for people; made anew each time.
    package var text: String { Redaction().line(message, limit: 500) }

    /// What should be looked at first.
    package var kind: Kind { kinds.first ?? .other }

    /// Whether a registry refused who asked, which other credentials may cure.
    package var isAuthentication: Bool { kinds.contains(.authentication) || kinds.contains(.denied) }

    /// Whether it may be a credential, or the lack of one: besides the above, what registries say to those who may not know of an image.
    package var mayBeCredential: Bool {
        isAuthentication || kinds.contains { [.unreadableSecret, .absent, .notFound, .throttled].contains($0) }
    }

    /// What it does not say, and whoever reads it should know, as a clause; nil where it says all.
    package var hides: String? {
        switch kind {
        case .unreadableSecret: "the kubelet does not say which Secret; one of the list stops the pulls of all images"
        case .authentication, .denied:
            kinds.count > 1
                ? "each error may stand for several tries, and none says which Secret was tried"
                : "equal errors are folded into one: it may stand for several tries, and does not say which Secrets were tried"
        case .notFound: "registries say so too of what a login may not see"
        case .other where isBackOff: "this kubelet does not say what it waits for: the Pod's Events do"
        default: nil
        }
    }
}
