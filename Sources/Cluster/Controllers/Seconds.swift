package import EventLoop

extension LoopInstant {
    /// The instant that is so many seconds after the start of the loop's clock; the start for less than 0, never for too many.
    package init(seconds: Double) {
        let nanoseconds = max(0, seconds) * 1e9
        self = nanoseconds < 0x1p64 ? LoopInstant(nanoseconds: UInt64(nanoseconds)) : .never
    }
}

extension Duration {
    /// The duration in seconds.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
