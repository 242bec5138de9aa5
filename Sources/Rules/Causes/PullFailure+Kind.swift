extension PullFailure.Kind {
    /// What it is, as a clause.
    package var words: String {
        switch self {
        case .unreadableSecret: "one of the Pod's Secrets cannot be decoded"
        case .name: "the kubelet cannot read the image's name"
        case .absent: "the image is not on the node for this Pod, and its policy is Never"
        case .quota: "a quota of the namespace refuses the Pod"
        case .authentication: "a registry refuses the login"
        case .denied: "a registry gives this login, or none, no access to the image"
        case .throttled: "too many requests"
        case .notFound: "a registry knows no such image"
        case .platform: "there is no such image for the node's kind of processor"
        case .policy: "the runtime's own rules refuse the image"
        case .disk: "the node has no room for the image"
        case .certificate: "the node does not trust the registry's certificate"
        case .network: "the registry does not answer the node"
        case .other: "the image could not be pulled, for a reason that is not known here"
        }
    }
}
