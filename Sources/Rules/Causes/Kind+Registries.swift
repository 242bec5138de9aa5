extension Cause.Kind {
    /// What a registry, or what stands for its credential, makes of a pull.
    static let registries = [
        credentialMissing, credentialEnded, credentialEnding, credentialFailing, loginRefused, ourLoginRefused,
        nodeLoginRefused, credentialsDoubtful, accessDenied,
        imageMissing, throttled,
        registrySilent, registryUntrusted, needsCredential,
    ]

    /// Fetches the credential and logs in with it where Pullpass runs, and says what is wrong.
    static let check =
        "kubectl -n {home} exec deployment/{ours} -- /pullpass check --config /etc/pullpass/config.yaml --registry {registry}"

    /// None could be fetched.
    package static let credentialMissing = Cause.Kind(
        "credential-missing",
        "registry {registry} has no credential: {detail}",
        do: "give it what it lacks; pullpass check says more of it",
        look: check
    )
    /// It is over.
    package static let credentialEnded = Cause.Kind(
        "credential-ended",
        "the credential of registry {registry} in Secret {secret} ended at {time}, and could not be renewed: {detail}",
        do: "give it what it lacks; pullpass check says more of it",
        look: check
    )
    /// It will be.
    package static let credentialEnding = Cause.Kind(
        "credential-ending",
        weight: .risk,
        "the credential of registry {registry} ends at {time}, and cannot be renewed: {detail}",
        do: "give it what it lacks before then; pullpass check says more of it",
        look: check
    )
    /// It lives, and cannot be renewed; it has no end.
    package static let credentialFailing = Cause.Kind(
        "credential-failing",
        weight: .risk,
        "the credential of registry {registry} cannot be renewed; the last good one is in use: {detail}",
        do: "give it what it lacks; pullpass check says more of it",
        look: check
    )
    /// 401.
    package static let loginRefused = Cause.Kind(
        "login-refused",
        "the registry {host} refuses the credential of {secret} ({key}): it has ended, was withdrawn or was never right",
        do: "write a new one into it, from a config.json that docker login made for {host}",
        run:
            "kubectl -n {namespace} create secret docker-registry {secret} --from-file=.dockerconfigjson=config.json --dry-run=client -o yaml "
            + "| kubectl replace -f -"
    )
    /// 401, of what Pullpass wrote.
    package static let ourLoginRefused = Cause.Kind(
        "our-login-refused",
        "the registry {host} refuses the credential that Pullpass has for registry {registry} ({secret}): it was withdrawn, or is not the right one",
        do:
            "correct what registry {registry} is made of (its credentials in the configuration); pullpass check says what the registry answers",
        look: check
    )
    /// 401, of what the node has.
    package static let nodeLoginRefused = Cause.Kind(
        "node-login-refused",
        "the registry {host} refuses the credential that the node has by {secret} ({key})",
        do: "renew it on the node; pullpass node status shows there what is in force"
    )
    /// Several tries, and several kinds of answers.
    package static let credentialsDoubtful = Cause.Kind(
        "credentials-doubtful",
        "of the credentials that are tried for {image} ({detail}) the registry {host} refuses some and gives the others no access, and the kubelet "
            + "does not say which",
        do: "ask the registry with each of them",
        look: "pullpass doctor {pod} --namespace {namespace} --probe"
    )
    /// 403.
    package static let accessDenied = Cause.Kind(
        "access-denied",
        "the registry {host} takes the credential of {secret} ({key}) and does not let it pull {image}",
        do: "let its user pull {image} at the registry, or use the credential of one that may"
    )
    /// 404.
    package static let imageMissing = Cause.Kind(
        "image-missing",
        "there is no {image}, or none that may be seen with the credential of {secret}: {detail}",
        do: "correct the image in what makes the Pod, or push it"
    )
    /// 429.
    package static let throttled = Cause.Kind(
        "throttled",
        "the registry {host} lets no more pulls through for now: {detail}",
        do: "wait; a credential of a paid account, or a mirror, raises the limit"
    )
    /// No answer.
    package static let registrySilent = Cause.Kind(
        "registry-silent",
        "the registry {host} does not answer the node: {detail}",
        do: "see from the node whether name, route, proxy and firewall let it reach {host}"
    )
    /// A certificate that the node does not trust.
    package static let registryUntrusted = Cause.Kind(
        "registry-untrusted",
        "the node does not trust the certificate of the registry {host}: {detail}",
        do:
            "give the container runtime of each node the registry's authority (certs.d/{host}/hosts.toml); no Secret changes that"
    )
    /// The registry wants one, and nothing is known that would be sent.
    package static let needsCredential = Cause.Kind(
        "needs-credential",
        "the registry {host} refuses {image}, and none of what is known of the Pod says with which credential it was asked: {detail}",
        do: "look at the Pod's Secrets with the right to read them, or with --probe"
    )
}
