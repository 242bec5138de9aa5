extension Cause.Kind {
    /// What the kubelet's keyring does with the keys of the Secrets.
    static let keyring = [
        keyUnusable, keyMissesImage, hiddenByOurs, oursHidden, hidden, anonymousFirst, refusedAndPublic,
    ]

    /// A key that no image gets.
    package static let keyUnusable = Cause.Kind(
        "key-unusable",
        "the credential in Secret {secret} is tried for no image: {detail}",
        do: "give its key {key} the name {value}",
        run: rename
    )
    /// A key that comes near.
    package static let keyMissesImage = Cause.Kind(
        "key-misses-image",
        "no key of the Pod's Secrets is for {image}; the nearest is {key} of {secret}: {detail}",
        do: "give the key the name {value}, if its credential is for that registry",
        run: rename
    )
    /// The Pod's own legacy key beside a `docker.io` of ours.
    package static let hiddenByOurs = Cause.Kind(
        "hidden-by-ours",
        "{secret} is not tried any more for {image}: the kubelet looks at its key {key} only when no other key matches, and {otherKey} of "
            + "{other} does",
        do: "make it with --docker-server=docker.io, or let the Pod opt out",
        run: rename
    )
    /// A legacy key of ours beside the Pod's own `docker.io`.
    package static let oursHidden = Cause.Kind(
        "ours-hidden",
        "{other} is not tried for {image}: the kubelet looks at {otherKey} only when no other key matches, and {key} of {secret} does",
        do: "make that one without --docker-server if both are to be tried",
        run: rename
    )
    /// Neither of both is ours.
    package static let hidden = Cause.Kind(
        "hidden",
        "{secret} is not tried for {image}: the kubelet looks at its key {key} only when no other key matches, and {otherKey} of {other} does",
        do: "make it with --docker-server=docker.io, so that both are tried",
        run: rename
    )
    /// An entry without a credential in front.
    package static let anonymousFirst = Cause.Kind(
        "anonymous-first",
        weight: .note,
        "{image} is tried without a credential first, by the empty entry {key} of {secret}: what anybody may pull never sees the credential, "
            + "and counts for the limits of the node's address",
        do: "name {secret} last, or take its entry away"
    )
    /// A credential that keeps out what anybody may have.
    package static let refusedAndPublic = Cause.Kind(
        "refused-and-public",
        "anybody may pull {image}, and the Pod may not: the registry refuses the credential of Secret {secret}, and with one there is no try "
            + "without",
        do: "correct or delete Secret {secret}; where it is one of Pullpass', let the registry have allowAnonymous"
    )
}
