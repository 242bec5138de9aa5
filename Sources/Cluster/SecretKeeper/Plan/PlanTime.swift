internal import EventLoop
internal import Text

/// The two clocks of a plan.
///
/// Expiries of credentials are points of the wall clock; delays of our own (back-off, floor, `removeAfter`) run on the
/// steady one, so that a wall clock that is set cannot stretch or skip them.
struct PlanTime: Sendable, Hashable {
    /// The time of day; may jump.
    var wall: Timestamp
    /// The time of the loop's clock; never goes backwards.
    var steady: LoopInstant

    /// This time, later by `duration` on both clocks.
    func advanced(by duration: Duration) -> PlanTime { PlanTime(wall: wall + duration, steady: steady + duration) }
}
