package import EventLoop

/// How many lines about what tenants do may be logged: ten in ten seconds, whoever they are about.
package struct LineAllowance: Sendable {
    static let limit = 10
    static let window = Duration.seconds(10)

    private var start = LoopInstant.start
    private var count = 0
    private var held = 0

    /// Starts with all of them.
    package init() {}

    /// Takes a line; nil where it is one too many, otherwise how many were held back before it.
    package mutating func take(now: LoopInstant) -> Int? {
        if now - start >= Self.window || count == 0 { (start, count) = (now, 0) }
        guard count < Self.limit else {
            held += 1
            return nil
        }
        count += 1
        defer { held = 0 }
        return held
    }
}
