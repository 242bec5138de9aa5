extension Cause.Kind {
    /// Why a Secret of ours is not what it should be in a namespace, and what is wrong with Pullpass itself.
    static let keeping = [
        copyWaiting, copyForeign, copyForbidden, copyQuota, copyRefused, copyUndone, copyOutdated, copyImmutable,
        copyNoCredential,
        copyStale, copyChanged, notInstalled, noLeader, configurationRefused, removalHeld,
    ]

    /// About to be written.
    package static let copyWaiting = Cause.Kind(
        "copy-waiting",
        "Secret {secret} of registry {registry} is not in namespace {namespace} yet: the leader writes it in its turn",
        do: "wait a minute, and look at the leader's log where it does not come",
        look: "kubectl -n {home} logs deployment/{ours} --since=10m"
    )
    /// Somebody else's.
    package static let copyForeign = Cause.Kind(
        "copy-foreign",
        "Secret {secret} in namespace {namespace} has the name that registry {registry} is to have there, and is not Pullpass' own: it is left as it is",
        do: "delete it, and Pullpass makes its own; or give the registry another secretName",
        run: "kubectl -n {namespace} delete secret {secret}"
    )
    /// A right is missing.
    package static let copyForbidden = Cause.Kind(
        "copy-forbidden",
        "Pullpass may not write Secret {secret} in namespace {namespace}: {detail}",
        do: "install the release again, which brings the right for each secretName",
        look: "kubectl auth can-i create secrets/{secret} -n {namespace} --as system:serviceaccount:{home}:{account}"
    )
    /// The quota of Secrets.
    package static let copyQuota = Cause.Kind(
        "copy-quota",
        "Secret {secret} of registry {registry} is not in namespace {namespace}, whose quota of Secrets is used up",
        do: "raise the quota, or delete a Secret that nobody needs",
        look: "kubectl -n {namespace} describe quota"
    )
    /// Somebody's policy.
    package static let copyRefused = Cause.Kind(
        "copy-refused",
        "the API server does not take Secret {secret} in namespace {namespace}: {detail}",
        do: "have that policy or webhook let Secrets pass that have the annotation of Pullpass' owner"
    )
    /// Somebody's controller.
    package static let copyUndone = Cause.Kind(
        "copy-undone",
        "somebody deletes or changes Secret {secret} in namespace {namespace} each time that Pullpass writes it, often a controller that prunes what "
            + "it has not made: {detail}",
        do: "have it leave out Secrets with the annotation of Pullpass' owner, or opt the namespace out"
    )
    /// One that cannot be written over.
    package static let copyOutdated = Cause.Kind(
        "copy-outdated",
        "Secret {secret} in namespace {namespace} holds an older credential of registry {registry}, and cannot be written over: {detail}",
        do: "delete it; it comes back",
        run: "kubectl -n {namespace} delete secret {secret}"
    )
    /// `immutable: true`.
    package static let copyImmutable = Cause.Kind(
        "copy-immutable",
        "Secret {secret} in namespace {namespace} is immutable, so that the credential of registry {registry} in it cannot be renewed",
        do: "delete it; it comes back",
        run: "kubectl -n {namespace} delete secret {secret}"
    )
    /// Nothing to be put there.
    package static let copyNoCredential = Cause.Kind(
        "copy-no-credential",
        "Secret {secret} is not in namespace {namespace}, since registry {registry} has no credential: {detail}",
        do: "give the registry what it lacks; pullpass check says more of it",
        look: check
    )
    /// Older than the master, with nothing said of why.
    package static let copyStale = Cause.Kind(
        "copy-stale",
        "Secret {secret} in namespace {namespace} holds an older credential than registry {registry} has now",
        do: "delete it; it comes back",
        run: "kubectl -n {namespace} delete secret {secret}"
    )
    /// Ours by its annotations, and not what we write.
    package static let copyChanged = Cause.Kind(
        "copy-changed",
        "Secret {secret} in namespace {namespace} is Pullpass' own and has no credential for {image}: somebody has changed it",
        do: "delete it; it comes back",
        run: "kubectl -n {namespace} delete secret {secret}"
    )
    /// There is no Pullpass.
    package static let notInstalled = Cause.Kind(
        "not-installed",
        weight: .risk,
        "Pullpass is not to be found in this cluster",
        do: "install it, or say where it is: --namespace and --config"
    )
    /// Nobody writes.
    package static let noLeader = Cause.Kind(
        "no-leader",
        "no replica of Pullpass leads, and Secrets stay as they are: {detail}",
        do: "see why no Pod of Pullpass takes it",
        look: "kubectl -n {home} logs deployment/{ours} --since=10m"
    )
    /// The file cannot be used.
    package static let configurationRefused = Cause.Kind(
        "configuration-refused",
        weight: .risk,
        "the configuration cannot be used, and the last good one is in force: {detail}",
        do: "correct it; pullpass validate says where it is wrong"
    )
    /// Too many would go.
    package static let removalHeld = Cause.Kind(
        "removal-held",
        weight: .risk,
        "more than half of all Secrets would be removed, which waits for somebody to say so: {detail}",
        do: "correct the configuration, or confirm",
        run: "pullpass sync --once --confirm-removal"
    )
}
