package import EventLoop
import Synchronization

/// A loop clock that stands still until it is told to move.
package final class HandClock: Sendable {
    private let time = Atomic<UInt64>(1_000_000_000)

    /// Starts at one second.
    package init() {}

    /// The clock for an event loop.
    package var clock: LoopClock {
        LoopClock { [self] in LoopInstant(nanoseconds: nanoseconds) }
    }

    /// Where it stands.
    package var nanoseconds: UInt64 { time.load(ordering: .acquiring) }

    /// Moves the clock, where no loop looks at it.
    package func advance(bySeconds seconds: Int) { advance(byMilliseconds: seconds * 1000) }

    /// Moves the clock, where no loop looks at it.
    package func advance(byMilliseconds milliseconds: Int) {
        time.wrappingAdd(UInt64(milliseconds) * 1_000_000, ordering: .acquiringAndReleasing)
    }

    /// Moves the clock and makes the loop look at it.
    package func advance(bySeconds seconds: Int, wake loop: EventLoop) {
        advance(bySeconds: seconds)
        loop.wake()
    }

    /// Moves the clock in steps, and lets everything happen before the first and after each.
    package func pass(_ seconds: Int, step: Int = 1, wake loop: EventLoop, settle: () async -> Void) async {
        await settle()
        var left = seconds
        while left > 0 {
            advance(bySeconds: min(step, left), wake: loop)
            left -= step
            await settle()
        }
    }
}
