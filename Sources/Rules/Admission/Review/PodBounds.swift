/// What a Pod may ask of one review; no Pod that can run comes near it.
///
/// An answer must not grow with what a stranger sends, nor the time that everybody else on the loop waits for it.
enum PodBounds {
    /// Changes in one patch: Secrets and pull policies.
    ///
    /// The API server keeps a Pod in one value of etcd, which takes requests of 1.5 MiB. A container fills about 1 KiB of that
    /// by the time it runs (spec, managed fields, status), so that a Pod with more than a thousand of them does not live. The
    /// largest in use have some dozens.
    static let maximumChanges = 1000

    /// Comparisons of an image or a Secret's name with one of the rules'.
    ///
    /// Some 20 ms of work. A Pod of a thousand images may meet four thousand patterns.
    static let maximumComparisons = 4_000_000

    /// What it costs to take an image apart, in comparisons.
    static let comparisonsPerImage = 8

    /// What it costs beside to compare a long image with one host, in comparisons: its bytes past the usual ones.
    ///
    /// Of a path, a tag and a digest the kubelet takes few bytes, but of a host any number.
    static func comparisons(forBytes count: Int) -> Int { max(0, count - usualImageBytes) / 2 }

    /// Bytes of an image that comparisons are reckoned with: with a digest and the host of a cloud it has some 150.
    private static let usualImageBytes = 255

    /// Bytes of an image that is looked at again: a host of DNS, a repository, a tag and a digest have no more together.
    static let maximumImageBytes = 1024

    /// Images that match nothing and are looked at for a slip.
    static let maximumSlipLooks = 16

    /// Warnings in one answer that are not about the Pod's own syntax: the API server passes on 4 KiB of all webhooks together.
    static let maximumWarnings = 3

    /// Bytes of one warning: the API server cuts longer ones where there are many.
    static let maximumWarningBytes = 255

    /// Bytes of the word of a self test, which is answered.
    static let maximumSelfTestBytes = 64

    /// Bytes of `request.uid`, which is answered: the API server's are UUIDs of 36.
    static let maximumUIDBytes = 256

    /// Bytes of a namespace's name, which is logged and looked up: Kubernetes allows 63.
    static let maximumNamespaceBytes = 253
}

/// Why a Pod is allowed as it is without a closer look.
enum PodExcess {
    /// Its patch would have more than ``PodBounds/maximumChanges``.
    case changes
    /// Its names would have taken more than ``PodBounds/maximumComparisons``.
    case comparisons

    /// One line for the log.
    var detail: String {
        switch self {
        case .changes: "the patch would have more than \(PodBounds.maximumChanges) changes"
        case .comparisons: "it has too many images and pull Secrets to compare with the rules"
        }
    }

    /// For whoever creates the Pod: ASCII, under 256 bytes.
    var warning: String {
        "pullpass: the Pod is allowed as it is, without pull Secrets, because \(detail); split it into smaller Pods"
    }
}
