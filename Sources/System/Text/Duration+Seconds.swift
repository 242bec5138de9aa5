extension Duration {
    /// Longer than any time that matters, and far from what does not fit: about three hundred million years.
    package static let longest = Duration.seconds(Int64(1) << 53)

    /// The seconds with their fraction, for metrics, texts and arithmetic with ratios.
    package var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    /// Whole seconds, of which a part counts as one.
    package var roundedUpSeconds: Int64 { components.seconds + (components.attoseconds > 0 ? 1 : 0) }

    /// A duration of so many seconds, cut to ±``longest``; what is no number counts as 0.
    package static func bounded(seconds: Double) -> Duration {
        guard !seconds.isNaN else { return .zero }
        return .seconds(min(max(seconds, -longest.inSeconds), longest.inSeconds))
    }
}
