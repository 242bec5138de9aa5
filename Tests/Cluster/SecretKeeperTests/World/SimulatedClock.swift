import EventLoop
import Synchronization
import Text

/// A steady clock and a wall clock that move only when they are told to, together or apart.
final class SimulatedClock: Sendable {
    private let nanoseconds = Atomic<UInt64>(1_000_000_000)
    /// In seconds.
    private let wallOffset = Atomic<Int64>(1_800_000_000)

    var clock: LoopClock {
        LoopClock { [self] in LoopInstant(nanoseconds: nanoseconds.load(ordering: .acquiring)) }
    }

    var wall: WallClock { WallClock { [self] in wallNow } }

    var wallNow: Timestamp {
        let offset = Timestamp(sinceEpoch: .seconds(wallOffset.load(ordering: .acquiring)))
        return offset + .nanoseconds(nanoseconds.load(ordering: .acquiring))
    }

    var seconds: Double { Double(nanoseconds.load(ordering: .acquiring)) / 1e9 }

    func advance(milliseconds: UInt64) {
        nanoseconds.wrappingAdd(milliseconds * 1_000_000, ordering: .acquiringAndReleasing)
    }

    /// Sets the wall clock, as an administrator or NTP does.
    func jump(seconds: Int64) { wallOffset.wrappingAdd(seconds, ordering: .acquiringAndReleasing) }
}
