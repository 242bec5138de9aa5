internal import Images

extension Cause {
    /// A key that is not tried since another one matches, which only the legacy key of Docker Hub can suffer.
    ///
    /// What is to be written into the Secret that can be mended is the name by which both are tried: the Pod's own key becomes what ours is
    /// not in the way of.
    package static func hidden(_ kind: Kind, _ lost: KeyTry, image: String, by first: KeyTry) -> Cause {
        var values: [Slot: String] = [.image: image]
        // The Secret that a person mends is the one that is not ours.
        let (mended, other) = kind == .oursHidden ? (first, lost) : (lost, first)
        (values[.secret], values[.key]) = (mended.secret, mended.key)
        (values[.other], values[.otherKey]) = (other.secret, other.key)
        values[.value] = kind == .oursHidden ? ImagePattern.legacyDockerHubKey : "docker.io"
        return Cause(kind, values)
    }
}
