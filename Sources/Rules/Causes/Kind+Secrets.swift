extension Cause.Kind {
    /// What is wrong with a Secret that the Pod names, whoever made it.
    static let secrets = [
        unreadable, missing, elsewhere, misspelt, wrongType, notForPulls, empty, noSecrets, accountIgnored,
        accountLater, accountWithout, ephemeralWithout,
    ]

    /// Takes a Secret's file through `sed` and puts it back, with the same UID, without a credential on any command line.
    private static let rewrite =
        "kubectl -n {namespace} get secret {secret} -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d"
    private static let create =
        "kubectl -n {namespace} create secret docker-registry {secret} --from-file=.dockerconfigjson="
    private static let replace = " --dry-run=client -o yaml | kubectl replace -f -"

    /// What gives a key of a Secret another name.
    static let rename = rewrite + " | sed 's|\"{key}\"|\"{value}\"|' | " + create + "/dev/stdin" + replace

    /// The same for a Secret of type `kubernetes.io/dockercfg`: a Secret keeps its type for life.
    private static let renameOldType =
        "kubectl -n {namespace} get secret {secret} -o jsonpath='{.data.\\.dockercfg}' | base64 -d | sed 's|\"{key}\"|\"{value}\"|' | "
        + "kubectl -n {namespace} create secret generic {secret} --type=kubernetes.io/dockercfg --from-file=.dockercfg=/dev/stdin"
        + replace

    /// The command for a Secret of type `kubernetes.io/dockercfg`; empty where what it writes has another form.
    var commandForOldType: String {
        if command == Self.rename { return Self.renameOldType }
        return command.contains("--from-file=.dockerconfigjson=") ? "" : command
    }

    /// The step for such a Secret.
    var stepForOldType: String {
        guard !command.isEmpty, commandForOldType.isEmpty else { return step }
        return step
            + "; its type is kubernetes.io/dockercfg for life, whose key .dockercfg holds what that file has below auths"
    }

    /// One Secret of the list that cannot be decoded.
    package static let unreadable = Cause.Kind(
        "secret-unreadable",
        "{secret} stops every pull of the Pod, whatever the image: the kubelet cannot decode it: {detail}",
        do: "write it again from a config.json that docker login made",
        run: create + "config.json" + replace
    )
    /// Named, and nowhere to be seen.
    package static let missing = Cause.Kind(
        "secret-missing",
        "Secret {secret} is not in namespace {namespace}: the kubelet passes over it, and no pull error says so",
        do: "make it there, from a config.json that docker login made for {host}",
        run: create + "config.json"
    )
    /// Named, and only in another namespace.
    package static let elsewhere = Cause.Kind(
        "secret-elsewhere",
        "Secret {secret} is in namespace {other} and not in {namespace}, where the Pod is: a Pod uses Secrets of its own namespace only",
        do: "copy it, or have Pullpass keep it in each namespace that needs it",
        run: "kubectl -n {other} get secret {secret} -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d | " + create
            + "/dev/stdin"
    )
    /// Named with a slip.
    package static let misspelt = Cause.Kind(
        "secret-misspelt",
        "Secret {secret} is not in namespace {namespace}, and {other} is, which looks like the one that was meant",
        do: "name {other} in what makes the Pod; what is there of {secret} stays without effect",
        run:
            "kubectl -n {namespace} patch {object} --patch '{\"spec\":{\"template\":{\"spec\":{\"imagePullSecrets\":[{\"name\":\"{other}\"}]}}}}'",
    )
    /// Of a type that the kubelet passes over.
    package static let wrongType = Cause.Kind(
        "secret-type",
        "Secret {secret} has the type {value}: the kubelet passes over all but kubernetes.io/dockerconfigjson and kubernetes.io/dockercfg, "
            + "and no pull error says so",
        do:
            "make it again with the type kubernetes.io/dockerconfigjson, which cannot be changed in place; a copy of it is kept in {secret}.yaml",
        run: "umask 077; kubectl -n {namespace} get secret {secret} -o yaml > {secret}.yaml && "
            + "sed 's|^type: .*|type: kubernetes.io/dockerconfigjson|' {secret}.yaml | kubectl replace --force -f -"
    )
    /// Of such a type, and without what a pull Secret holds: it may well be for something else.
    package static let notForPulls = Cause.Kind(
        "secret-not-for-pulls",
        "Secret {secret} has the type {value} and nothing in it that a kubelet reads: it passes over it, and no pull error says so",
        do: "make another of type kubernetes.io/dockerconfigjson, and name it in what makes the Pod"
    )
    /// Without a credential.
    package static let empty = Cause.Kind(
        "secret-empty",
        "Secret {secret} holds no credential: {detail}",
        do: "write it again from a config.json that docker login made",
        run: create + "config.json" + replace
    )
    /// A Pod that nobody gives anything.
    package static let noSecrets = Cause.Kind(
        "no-secret",
        "no Secret that the Pod names has a key for {image}, so that it is pulled without a credential",
        do: "name a Secret with a key for {host} in what makes the Pod, or add its registry to Pullpass' configuration",
        needsNewPod: true
    )
    /// The list of the ServiceAccount, which the Pod's own puts out of use.
    package static let accountIgnored = Cause.Kind(
        "account-ignored",
        "the Pod names Secrets itself, so that {secret} of its ServiceAccount {account} is not used",
        do: "name {secret} in what makes the Pod, too",
        run:
            "kubectl -n {namespace} patch {object} --patch '{\"spec\":{\"template\":{\"spec\":{\"imagePullSecrets\":[{\"name\":\"{secret}\"}]}}}}'"
    )
    /// A ServiceAccount that got its Secret after the Pod.
    package static let accountLater = Cause.Kind(
        "account-later",
        "ServiceAccount {account} names Secret {secret}, and the Pod does not: it was made before",
        do: "make the Pod again: its list does not change",
        needsNewPod: true
    )
    /// A container that came to a Pod which was there.
    package static let ephemeralWithout = Cause.Kind(
        "ephemeral-without",
        "{image} is the image of an ephemeral container, and the Pod does not name Secret {secret}: the list of a Pod does not change",
        do:
            "debug with an image that the Pod can pull, or a copy of the Pod, which is given its Secrets: kubectl debug {pod} --copy-to …"
    )
    /// Nothing but ServiceAccounts gives Pods their Secrets, and this one does not.
    package static let accountWithout = Cause.Kind(
        "account-without",
        "ServiceAccount {account} does not name Secret {secret}, and nothing else gives it to Pods: there is no webhook (injection.engine is none, or mode is cronjob)",
        do: "let serviceAccounts select {account}, or name {secret} in what makes the Pod",
        needsNewPod: true
    )
}
