internal import EventLoop
internal import Kubernetes

/// How often a copy had to be written again lately, though no new credential asked for it: somebody undoes what is written.
///
/// The first time it goes at once, and each further one waits for twice as long as the one before; after ``quiet`` all is forgotten.
/// What is counted is tries, those that somebody spoilt among them, and whatever they were: who alternates between ways of undoing gains
/// nothing.
struct WriteHistory: Sendable {
    /// How long after a try the next one is a first one again.
    static let quiet = Duration.seconds(600)
    /// The waits before the second repeat and those after it.
    private static let backoff = Backoff(first: .seconds(1), limit: .seconds(300))

    /// When it was tried last.
    private var lastAt = LoopInstant.start
    /// The number of the revision that was written, and one; 0 where nothing was.
    private var number: UInt32 = 0
    /// How many tries in a row were repeats.
    private(set) var repeats: UInt8 = 0
    /// Whether people were told that it backs off.
    var wasTold = false

    /// Takes in that a write of a revision was tried.
    ///
    /// A new revision is written once at any time: it neither waits nor counts.
    mutating func tried(_ revision: UInt32, now: LoopInstant) {
        if isForgotten(now) {
            repeats = 0
            wasTold = false
        } else if isOf(revision) {
            repeats = min(repeats, .max - 1) + 1
        }
        number = revision &+ 1
        lastAt = now
    }

    /// Whether a write of this revision would be a repeat.
    func isRepeat(_ revision: UInt32, now: LoopInstant) -> Bool { isOf(revision) && !isForgotten(now) }

    /// The time before which a revision is not written again; nil where it may be written now.
    func pause(before revision: UInt32, now: LoopInstant) -> LoopInstant? {
        guard repeats > 0, isRepeat(revision, now: now) else { return nil }
        let end = lastAt + Self.backoff.delay(afterFailures: Int(repeats), random: 1)
        return end > now ? end : nil
    }

    private func isOf(_ revision: UInt32) -> Bool { number == revision &+ 1 }

    private func isForgotten(_ now: LoopInstant) -> Bool { number == 0 || now >= lastAt + Self.quiet }
}
