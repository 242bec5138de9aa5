/// Why a self test has not shown that the webhook gives Pods their Secrets; the raw values are those of the label `reason`.
package enum SelfTestFault: String, Sendable, Hashable, CaseIterable {
    /// The API server judged the Pod, and its answer has no word of the webhook.
    case notCalled = "not_called"
    /// The webhook answered, and would not have given the Pod a Secret.
    case notInjected = "not_injected"
    /// The API server could not call and refuses Pods for it (`failurePolicy: Fail`).
    case callFailed = "call_failed"
    /// The namespace of the self test does not have the labels that opt in.
    case notOptedIn = "not_opted_in"
    /// The namespace of the self test is not there.
    case namespaceMissing = "namespace_missing"
    /// This replica may not create Pods there.
    case notPermitted = "not_permitted"
    /// Something before the webhook refused the Pod.
    case refused = "refused"
    /// No registry is for the namespace of the self test, or none has a pattern of which an image can be made.
    case noRegistry = "no_registry"

    /// What it means and what to do, as sentences.
    func words(namespace: String, detail: String) -> String {
        switch self {
        case .notCalled:
            "the API server did not call the webhook, or got no answer that it could use: Pods are created without Secrets, and nobody else says so. "
                + "Look at caBundle, Service and port of the registration, at a NetworkPolicy or firewall between API server and Pods, and at the API "
                + "server's log (failed calling webhook)"
        case .notInjected:
            "the webhook was called and would not have given the Pod a Secret, though the configuration of this replica says that it gets one: do all "
                + "replicas run with the same configuration?"
        case .callFailed:
            "the API server cannot call the webhook and refuses Pods for it, since failurePolicy is Fail\(Self.behind(detail)). To let Pods be created "
                + "meanwhile set failurePolicy to Ignore in the registration"
        case .notOptedIn:
            "namespace \(namespace) does not have the labels by which namespaces opt in, so that nothing can be shown: give them to it"
        case .namespaceMissing:
            "namespace \(namespace) is not there, so that nothing can be shown: make it, with its ResourceQuota, Role and RoleBinding (examples/self-test.yaml), or "
                + "leave injection.selfTest out"
        case .notPermitted:
            "Pods may not be created in namespace \(namespace), so that nothing can be shown: make the Role and RoleBinding of examples/self-test.yaml"
                + Self.behind(detail)
        case .refused:
            "something else than Pullpass refuses the Pod before the webhook is asked, so that nothing can be shown\(Self.behind(detail))"
        case .noRegistry:
            "no registry is for namespace \(namespace) with a pattern of which an image can be made, so that nothing can be shown: add the namespace to a "
                + "registry's namespaces.names, or leave injection.selfTest out"
        }
    }

    private static func behind(_ detail: String) -> String { detail.isEmpty ? "" : " (\(detail))" }
}
