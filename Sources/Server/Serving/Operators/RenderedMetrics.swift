internal import EventLoop
internal import Metrics
internal import Synchronization

/// The text of `/metrics`, made anew no more often than a tenth of the time allows.
///
/// Everybody who reaches the port may ask for it, as often as he likes, and to make it takes the locks of those who count.
final class RenderedMetrics: Sendable {
    private struct Text {
        let bytes: [UInt8]
        /// In nanoseconds of the clock.
        let goodUntil: UInt64
    }

    private let registry: MetricsRegistry
    private let now: @Sendable () -> UInt64
    private let texts = Mutex<[ExpositionFormat: Text]>([:])

    /// However long it took: nobody shall wonder why a number does not move.
    private static let longest: UInt64 = 100_000_000

    init(_ registry: MetricsRegistry, now: @escaping @Sendable () -> UInt64) {
        self.registry = registry
        self.now = now
    }

    /// The text in a format.
    func text(_ format: ExpositionFormat) -> [UInt8] {
        let start = now()
        if let text = texts.withLock({ $0[format] }), start < text.goodUntil { return text.bytes }
        let bytes = registry.render(format)
        let end = now()
        let goodUntil = end + min((end - start) * 9, Self.longest)
        texts.withLock { $0[format] = Text(bytes: bytes, goodUntil: goodUntil) }
        return bytes
    }
}
