internal import EventLoop
internal import Text

/// How the newest credential of a registry reaches the copies that have the one before.
struct Spreading: Sendable {
    /// The wall time at which the credential ends that copies may still have; nil where it does not.
    var oldEnd: Timestamp?
    /// Its copies go before repairs: the old credential ends before long.
    var isUrgent = false
    /// Whether people know that it will be late.
    var wasTold = false
    /// How many copies wait for it.
    var waiting = 0
    /// By how much the last copy will come after the old credential's end, at the present pace.
    var lateness = Duration.zero

    /// What is done within this time is not called late: a copy may come up at any time that has an old credential.
    private static let patience = Duration.seconds(5)
    /// The time that is always left for the end.
    private static let reserve = Duration.seconds(30)

    /// Another credential replaces one.
    mutating func replaces(_ old: MasterState?, by new: MasterState) {
        let end =
            if let old { old.expiresAt } else {
                // Nobody knows how long the one before lives; but a credential is replaced in the middle of its life, which is like this one's.
                new.expiresAt.map { new.fetchedAt + max($0 - new.fetchedAt, .zero) * 2 / 5 }
            }
        oldEnd = waiting > 0 ? [oldEnd, end].compactMap { $0 }.min() : end
        wasTold = false
    }

    /// Takes in how many copies wait, and how long writing all takes that wait, of other registries too.
    mutating func update(waiting: Int, needed: Duration, now: Timestamp) {
        self.waiting = waiting
        guard waiting > 0, let oldEnd else {
            isUrgent = false
            lateness = .zero
            return
        }
        let left = oldEnd - now
        // Once urgent it stays so: going back and forth would sort all copies anew each time.
        isUrgent = isUrgent || left < needed + needed / 2 + Self.reserve
        lateness = needed > Self.patience ? max(.zero, needed - left) : .zero
    }
}

/// What operators read of a ``Spreading``.
struct SpreadingReport: Sendable, Hashable {
    var registry: String
    var waiting: Int
    var lateness: Duration
}
