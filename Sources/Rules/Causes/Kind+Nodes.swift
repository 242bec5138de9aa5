extension Cause.Kind {
    /// What the node does by itself, before or beside the Pod's Secrets.
    static let nodes = [
        nameInvalid, neverPulled, keptByNode, preloaded, nodeFileStale, nodeFileLate, nodeFileBroken, pluginDropped,
        pluginFailing, pluginWithout,
        pluginNotFor, runtimeLoginShadowed, mirrorGetsCredential, mirrorAlone, backOff, platform, policyOfRuntime,
        diskFull,
    ]
    /// What is none of the above.
    static let unknown = [otherFailure, notPulling, unreadableFacts, remakeControlled, remakeBare]

    /// No cause of its own: how a Pod is made again.
    package static let remakeControlled = Cause.Kind(
        "remake",
        weight: .note,
        "the list of a Pod never changes",
        do: "delete the Pod, and its controller makes another",
        run: "kubectl -n {namespace} delete pod {pod}"
    )
    /// The same where nobody else does it.
    package static let remakeBare = Cause.Kind(
        "remake-bare",
        weight: .note,
        "the list of a Pod never changes, and nobody makes this one again",
        do: "make the Pod again, which ends what runs in it",
        run: "kubectl -n {namespace} get pod {pod} -o yaml | kubectl replace --force -f -"
    )

    /// The kubelet cannot read the image.
    package static let nameInvalid = Cause.Kind(
        "image-name",
        "the kubelet cannot read the image {image}: {detail}",
        do: "correct it in what makes the Pod"
    )
    /// `imagePullPolicy: Never`.
    package static let neverPulled = Cause.Kind(
        "never-pulled",
        "{image} is not on the node, or not for this Pod's credentials, and its imagePullPolicy is Never",
        do: "let the policy be IfNotPresent in what makes the Pod"
    )
    /// The kubelet's records.
    package static let keptByNode = Cause.Kind(
        "kept-by-node",
        weight: .note,
        "{image} is on the node, and the kubelet has noted that Secret {secret} may use it: with IfNotPresent no registry is asked, whatever the "
            + "Secret holds now",
        do: "nothing, where it runs; imagePullPolicy Always has the credential proved each time"
    )
    /// An image that was there before the kubelet.
    package static let preloaded = Cause.Kind(
        "preloaded",
        weight: .note,
        "{image} is on the node and was not pulled by the kubelet: with IfNotPresent it runs without any credential, unless the kubelet's "
            + "imagePullCredentialsVerificationPolicy is AlwaysVerify",
        do: "nothing, where it runs"
    )
    /// Read before it was changed.
    package static let nodeFileStale = Cause.Kind(
        "node-file-stale",
        weight: .risk,
        "the node's {value} was changed at {time}, and a kubelet reads it every 300 s only: it may still use what stood there before",
        do: "wait five minutes"
    )
    /// Not there at the first pull.
    package static let nodeFileLate = Cause.Kind(
        "node-file-late",
        weight: .risk,
        "the node's {value} was not there when the kubelet first looked, which it remembers for 300 s",
        do: "wait five minutes; have it written before the kubelet starts"
    )
    /// Not to be read.
    package static let nodeFileBroken = Cause.Kind(
        "node-file-broken",
        "the kubelet cannot read the node's {value}, and goes on without it and without a word: {detail}",
        do: "write it again: pullpass node config-json"
    )
    /// The kubelet does not know it.
    package static let pluginDropped = Cause.Kind(
        "plugin-not-in-force",
        "the node's kubelet does not run the credential provider {value}: {detail}",
        do: "install it again and restart the kubelet: pullpass node install"
    )
    /// It answers nothing that counts.
    package static let pluginFailing = Cause.Kind(
        "plugin-failing",
        "the credential provider {value} of the node fails, and the Pod shows nothing of it: {detail}",
        do: "see to what it says; pullpass node status shows more on the node"
    )
    /// What it answers is not seen, and was not enough.
    package static let pluginWithout = Cause.Kind(
        "plugin-without-credential",
        "the credential provider {value} of the node is for {image}, and nothing else has a credential: it answers none, one for another host, or one "
            + "that the registry {host} refuses",
        do:
            "see on the node what it answers: the kubelet's log has its errors, and pullpass node status what is in force"
    )
    /// Its matchImages.
    package static let pluginNotFor = Cause.Kind(
        "plugin-not-for-image",
        weight: .note,
        "none of the node's credential providers is for {image}",
        do: "add {host} to matchImages of one, where the node should have the credential"
    )
    /// containerd's own.
    package static let runtimeLoginShadowed = Cause.Kind(
        "runtime-login-unused",
        "the container runtime of the node has a credential for {host} and does not use it, since the Pod's Secret {secret} has a key for it, "
            + "be it an empty one",
        do: "take {secret} from the Pod, or its key from {secret}"
    )
    /// hosts.toml.
    package static let mirrorGetsCredential = Cause.Kind(
        "mirror-gets-credential",
        weight: .note,
        "the node asks the mirror {value} for images of {host} first, with the credential for {host}: where it does not know that, the registry "
            + "itself is asked",
        do: "nothing, where pulls work; let the mirror take the credential, or pull without"
    )
    /// hosts.toml without the registry behind.
    package static let mirrorAlone = Cause.Kind(
        "mirror-alone",
        "the node asks the mirror {value} for images of {host} and nobody else, and the mirror refuses: {detail}",
        do: "make the credential for {host} one that the mirror takes, or let it pull from {host} by itself"
    )
    /// All is right by now.
    package static let backOff = Cause.Kind(
        "back-off",
        weight: .risk,
        "what can be seen is right now; the kubelet waits up to five minutes before it tries {image} again",
        do: "wait, or make the Pod again to have it tried at once",
        needsNewPod: true
    )
    /// Another architecture.
    package static let platform = Cause.Kind(
        "platform",
        "there is no {image} for the node's kind of processor: {detail}",
        do:
            "push it for all kinds of nodes, or let the Pod run only on those that it is for (nodeSelector kubernetes.io/arch)"
    )
    /// The runtime's own rules.
    package static let policyOfRuntime = Cause.Kind(
        "runtime-policy",
        "the container runtime does not accept {image}: {detail}",
        do: "sign the image, or correct the runtime's policy"
    )
    /// No room.
    package static let diskFull = Cause.Kind(
        "disk-full",
        "the node cannot store {image}: {detail}",
        do: "make room on the node",
        look: "kubectl describe node {value}"
    )
    /// Words that nobody knows.
    package static let otherFailure = Cause.Kind(
        "other",
        "{image} cannot be pulled, for a reason that is not known here: {detail}",
        do: "look at the Pod's Events",
        look: "kubectl -n {namespace} describe pod {pod}"
    )
    /// It waits for something else.
    package static let notPulling = Cause.Kind(
        "not-pulling",
        weight: .note,
        "the Pod does not wait for an image: {detail}",
        do: "look at the Pod's Events",
        look: "kubectl -n {namespace} describe pod {pod}"
    )
    /// Something could not be looked at.
    package static let unreadableFacts = Cause.Kind(
        "not-seen",
        weight: .note,
        "{object} could not be read, so that nothing is said of it: {detail}",
        do: "run it with the right to read {object}"
    )
}
