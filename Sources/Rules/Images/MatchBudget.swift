/// How much work the wildcards of patterns that strangers wrote may still make for one Pod.
///
/// A star that can stand for many things makes a comparison cost as much as both texts multiplied, and whoever writes such a pattern may
/// send images that are made for it. Patterns without a wildcard cost nothing of it: they are looked up.
package struct MatchBudget: Sendable {
    /// Enough for 64 wildcards and some hundred images of the same registry; the worst of it takes some milliseconds.
    private static let limit = 4 << 20

    /// Bytes of patterns times bytes of names.
    private var left: Int

    /// A full budget for one Pod.
    package init() { left = Self.limit }

    private init(left: Int) { self.left = left }

    /// For patterns whose author is trusted.
    static let unlimited = MatchBudget(left: .max)

    /// Whether something was not compared any more.
    package var isSpent: Bool { left < 0 }

    /// Takes the cost of one comparison; false where there is not enough left.
    mutating func take(pattern: Int, name: Int) -> Bool {
        left -= (pattern + 1) * (name + 1)
        return left >= 0
    }
}
