package import EventLoop

/// When a controller looks at its situation again.
package enum NextRound: Sendable, Hashable {
    /// At once: something was done, and there may be more to do.
    case now
    /// When something changes, or by this time of the steady clock.
    case by(LoopInstant)
}

/// The rounds of a controller: one for each change of its situation, one whenever something is due, and one a minute.
package final class ControllerLoop: Sendable {
    /// The longest time between two rounds, since the wall clock may jump.
    package static let longestWait = Duration.seconds(60)

    private let loop: EventLoop
    private let signal = LoopSignal()

    /// Makes rounds that run by a loop's clock.
    package init(on loop: EventLoop) { self.loop = loop }

    /// The steady clock, which never jumps.
    package var now: LoopInstant { loop.preciseNow() }

    /// Something has changed: lets the next round begin; from any thread.
    ///
    /// A change during a round leads to another one.
    package func wake() { signal.fire() }

    /// Runs rounds until the task is cancelled; on the loop, by one task at a time.
    package func run(_ round: () async -> NextRound) async {
        while !Task.isCancelled {
            guard case .by(let time) = await round() else { continue }
            await signal.wait(until: min(time, now + Self.longestWait), on: loop)
        }
    }
}
