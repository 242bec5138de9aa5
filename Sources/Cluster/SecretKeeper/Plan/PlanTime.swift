/// The two clocks of a plan, both in seconds.
///
/// Expiries of credentials are points of the wall clock; delays of our own (back-off, floor, `removeAfter`) run on the
/// steady one, so that a wall clock that is set cannot stretch or skip them.
struct PlanTime: Sendable, Hashable {
    /// Seconds since 1970; may jump.
    var wall: Double
    /// Seconds since some fixed start; never goes backwards.
    var steady: Double

    /// This time, later by some seconds on both clocks.
    func advanced(by seconds: Double) -> PlanTime { PlanTime(wall: wall + seconds, steady: steady + seconds) }
}
