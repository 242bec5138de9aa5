package import EventLoop
internal import Text

extension LoopInstant {
    /// So many seconds after the clock's start: the start itself for less than none, and never for what does not fit.
    package static func at(_ seconds: Double) -> LoopInstant { .start + .bounded(seconds: seconds) }
}
