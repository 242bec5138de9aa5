internal import Images

/// Something that the kubelet does with a Pod's pull Secrets and that whoever made them did not expect; holds nothing of a credential.
package struct KeyringFinding: Sendable, Hashable {
    /// A stable word for programs: `hidden`, `unused` or `broken`.
    package let code: String
    /// What happens and what to do, as a clause without a full stop.
    package let message: String

    /// Whether a Secret that the Pod has itself is of no use any more.
    var isLoss: Bool { code == "hidden" }

    /// Whether the Pod pulls less than without it.
    var isHarm: Bool { code != "unused" }

    /// A Secret of the Pod itself that is not tried any more, since another key matches.
    static func hidden(_ lost: KeyringReplay.Place, image: String, by key: KeyringReplay.Place) -> KeyringFinding {
        KeyringFinding(
            code: "hidden",
            message:
                "\(lost.secret) is not tried any more for \(image): the kubelet looks at its key \(lost.key) only when no other key "
                + "matches, and \(key.key) of \(key.secret) does; make it with --docker-server=docker.io, or let the Pod opt out"
        )
    }

    /// A Secret of Pullpass that is not tried, since the Pod brings a key that matches.
    static func unused(secret: String, image: String, by key: KeyringReplay.Place) -> KeyringFinding {
        KeyringFinding(
            code: "unused",
            message:
                "\(secret) is not tried for \(image): the kubelet looks at \(ImagePattern.legacyDockerHubKey) only when no other key "
                + "matches, and \(key.key) of \(key.secret) does; make that one without --docker-server if both are to be tried"
        )
    }

    /// A Secret that stops every pull.
    static func broken(secret: String, reason: String) -> KeyringFinding {
        KeyringFinding(
            code: "broken",
            message:
                "\(secret) stops every pull of the Pod, whatever the image: the kubelet cannot decode it: \(reason)"
        )
    }
}
