import Text

extension WallClock {
    /// A clock that stands still, for what does not ask for the time.
    static let epoch = WallClock { Timestamp(seconds: 0) }
}
