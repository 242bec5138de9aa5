import Credentials
import EventLoop
import Synchronization
import Text

/// A loop's clock and the time of day, which start at noon and move together when they are told to.
final class MovingClock: Sendable {
    private let nanoseconds = Atomic<UInt64>(1_000_000_000)

    /// For an event loop; as with a real one, no two looks at it are at the same instant.
    var steady: LoopClock {
        LoopClock { [self] in
            LoopInstant(nanoseconds: nanoseconds.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue)
        }
    }

    /// The time of day.
    var wall: WallClock { WallClock { [self] in noon.now() + .seconds(passed) } }

    /// The seconds since noon.
    var passed: Double { Double(nanoseconds.load(ordering: .acquiring)) / 1e9 - 1 }

    /// Moves both; the loop has to be woken.
    func advance(seconds: Double) {
        nanoseconds.wrappingAdd(UInt64(seconds * 1e9), ordering: .acquiringAndReleasing)
    }
}
