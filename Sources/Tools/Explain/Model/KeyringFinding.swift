package import Causes
internal import Images

/// Something that the kubelet does with a Pod's pull Secrets and that whoever made them did not expect; holds nothing of a credential.
package struct KeyringFinding: Sendable, Hashable {
    /// A stable word for programs: `hidden`, `unused` or `broken`.
    package let code: String
    /// What it is.
    package let cause: Cause
    /// What happens and what to do, as a clause without a full stop.
    package var message: String { code == "broken" ? cause.words : "\(cause.words); \(cause.step.words)" }

    /// Whether a Secret that the Pod has itself is of no use any more.
    var isLoss: Bool { code == "hidden" }

    /// Whether the Pod pulls less than without it.
    var isHarm: Bool { code != "unused" }

    /// A Secret of the Pod itself that is not tried any more, since another key matches.
    static func hidden(_ lost: KeyTry, image: String, by key: KeyTry) -> KeyringFinding {
        KeyringFinding(code: "hidden", cause: .hidden(.hiddenByOurs, lost, image: image, by: key))
    }

    /// A Secret of Pullpass that is not tried, since the Pod brings a key that matches.
    static func unused(secret: String, image: String, by key: KeyTry) -> KeyringFinding {
        let ours = KeyTry(.secret(secret), key: ImagePattern.legacyDockerHubKey)
        return KeyringFinding(code: "unused", cause: .hidden(.oursHidden, ours, image: image, by: key))
    }

    /// A Secret that stops every pull.
    static func broken(secret: String, reason: String) -> KeyringFinding {
        KeyringFinding(code: "broken", cause: Cause(.unreadable, [.secret: secret, .detail: reason]))
    }
}
