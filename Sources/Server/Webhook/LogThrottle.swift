internal import Synchronization

/// Lets so many log lines through in a while and counts the rest: whoever can call the webhook must not fill the disk.
///
/// It is asked at each request that fails, with the nanoseconds that are at hand there.
final class LogThrottle: Sendable {
    private struct State {
        var windowStart: UInt64 = 0
        var used = 0
        var suppressed = 0
    }

    private let state = Mutex(State())
    private let limit: Int
    private let windowNanoseconds: UInt64

    init(limit: Int, per window: Duration) {
        self.limit = limit
        windowNanoseconds = UInt64(max(0, window.components.seconds)) * 1_000_000_000
    }

    /// Whether a line may be written at `nanoseconds` on a monotonic clock, and how many were not since the last one.
    func admit(at nanoseconds: UInt64) -> (admitted: Bool, suppressed: Int) {
        state.withLock { state in
            if nanoseconds &- state.windowStart >= windowNanoseconds {
                state.windowStart = nanoseconds
                state.used = 0
            }
            guard state.used < limit else {
                state.suppressed += 1
                return (false, 0)
            }
            state.used += 1
            let suppressed = state.suppressed
            state.suppressed = 0
            return (true, suppressed)
        }
    }
}
