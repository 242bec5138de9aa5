extension Cause.Kind {
    /// What is done about Pods that cannot pull.
    static let healing = [credentialRefreshed, credentialRefused, podRecreated, podWouldBeRecreated, recreationUseless]

    /// It is fetched anew.
    package static let credentialRefreshed = Cause.Kind(
        "credential-refreshed",
        "the credential that Pods have of registry {registry} in Secret {secret} is refused, and is fetched anew: {detail}",
        do: "wait: the kubelet tries again within five minutes"
    )
    /// There is no other.
    package static let credentialRefused = Cause.Kind(
        "credential-refused",
        "the credential that Pods have of registry {registry} in Secret {secret} is refused, and there is no other: {detail}",
        do: "have whoever runs Pullpass see to registry {registry}; pullpass check says more of it",
        look:
            "kubectl -n {home} exec deployment/{ours} -- /pullpass check --config /etc/pullpass/config.yaml --registry {registry}"
    )
    /// It is evicted.
    package static let podRecreated = Cause.Kind(
        "pod-recreated",
        weight: .note,
        "the Pod was made without Secret {secret} and is evicted, so that {object} makes it again",
        do: "nothing: the next one gets the Secret"
    )
    /// It would have been.
    package static let podWouldBeRecreated = Cause.Kind(
        "pod-would-be-recreated",
        weight: .note,
        "the Pod was made without Secret {secret} and would be evicted, so that {object} makes it again: heal.recreate is report",
        do: "delete it, or write heal.recreate: evict",
        run: "kubectl -n {namespace} delete pod {pod}",
        needsNewPod: true
    )
    /// It is no better.
    package static let recreationUseless = Cause.Kind(
        "recreation-useless",
        "the Pod was made in place of one that was evicted for lack of Secret {secret}, and does not have it either: no other Pod of {object} is "
            + "evicted for a day",
        do: "see why the webhook does not give it the Secret",
        look: "pullpass doctor {pod} --namespace {namespace}",
        needsNewPod: true
    )
}
