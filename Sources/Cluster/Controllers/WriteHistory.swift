package import EventLoop
internal import Kubernetes

/// How often an object had to be written again lately, though nothing of ours asked for it: somebody undoes what is written.
///
/// The first time it goes at once, and each further one waits for twice as long as the one before; after a quiet time all is forgotten.
/// What is counted is tries, those that somebody spoilt among them, and whatever they were: who alternates between ways of undoing gains
/// nothing.
package struct WriteHistory: Sendable {
    /// How long who undoes is remembered, and how slow it gets.
    package struct Patience: Sendable {
        /// How long after a try the next one is a first one again.
        let quiet: Duration
        /// The waits before the second repeat and those after it.
        let backoff: Backoff

        /// For a Secret that a Pod may be waiting for.
        package static let secret = Patience(
            quiet: .seconds(600),
            backoff: Backoff(first: .seconds(1), limit: .seconds(300))
        )
        /// For an object of somebody else's, whose own tools may come every ten minutes to make it what it was.
        package static let shared = Patience(
            quiet: .seconds(3 * 3600),
            backoff: Backoff(first: .seconds(5), limit: .seconds(3600))
        )
    }

    /// When it was tried last.
    private var lastAt = LoopInstant.start
    /// The number of the revision that was written, and one; 0 where nothing was.
    private var number: UInt32 = 0
    /// How many tries in a row were repeats.
    package private(set) var repeats: UInt8 = 0
    /// Whether people were told that it backs off.
    package var wasTold = false

    /// Starts without any tries.
    package init() {}

    /// Takes in that a write of a revision was tried.
    ///
    /// A new revision is written once at any time: it neither waits nor counts.
    package mutating func tried(_ revision: UInt32, now: LoopInstant, patience: Patience = .secret) {
        if isForgotten(now, patience) {
            repeats = 0
            wasTold = false
        } else if isOf(revision) {
            repeats = min(repeats, .max - 1) + 1
        }
        number = revision &+ 1
        lastAt = now
    }

    /// Whether a write of this revision would be a repeat.
    package func isRepeat(_ revision: UInt32, now: LoopInstant, patience: Patience = .secret) -> Bool {
        isOf(revision) && !isForgotten(now, patience)
    }

    /// The time before which a revision is not written again; nil where it may be written now.
    package func pause(before revision: UInt32, now: LoopInstant, patience: Patience = .secret) -> LoopInstant? {
        guard repeats > 0, isRepeat(revision, now: now, patience: patience) else { return nil }
        let end = lastAt + patience.backoff.delay(afterFailures: Int(repeats), random: 1)
        return end > now ? end : nil
    }

    private func isOf(_ revision: UInt32) -> Bool { number == revision &+ 1 }

    private func isForgotten(_ now: LoopInstant, _ patience: Patience) -> Bool {
        number == 0 || now >= lastAt + patience.quiet
    }
}
