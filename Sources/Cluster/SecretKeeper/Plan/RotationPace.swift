internal import EventLoop
internal import Text

/// How many copies a second get a new credential at present, while some wait for it.
///
/// What the API server, other work and those who make it leave over: not what the configuration allows.
struct RotationPace: Sendable {
    /// The time over which it is measured.
    private static let memory = Duration.seconds(10)
    /// The least time between two looks.
    static let interval = Duration.seconds(1)

    private var written = 0
    private var lookedAt = LoopInstant.start
    private var wasWaiting = false
    private var perSecond = 0.0

    /// A copy got its new credential.
    mutating func wrote() { written += 1 }

    /// The pace now; as long as nothing is known it is the configured one.
    ///
    /// `isWaiting` tells whether copies wait for a new credential, `configured` how many writes a second are allowed.
    mutating func look(isWaiting: Bool, configured: Double, now: LoopInstant) -> Double {
        let elapsed = now - lookedAt
        if !wasWaiting || !isWaiting {
            perSecond = configured
        } else if elapsed >= Self.interval {
            let measured = Double(written) / elapsed.inSeconds
            perSecond += (measured - perSecond) * min(elapsed / Self.memory, 1)
        } else {
            return perSecond
        }
        (written, lookedAt, wasWaiting) = (0, now, isWaiting)
        return perSecond
    }
}
