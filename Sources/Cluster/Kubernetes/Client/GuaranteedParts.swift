/// Chooses among lanes of work by urgency, of which each gets a part of its own whatever is more urgent.
///
/// The first lane that waits goes first, as long as no other has a claim: each choice gives every group of lanes that waits its part of a
/// claim, and whoever is served has one less. So what is short goes in strict order, and what lasts is shared. Constant time.
package struct GuaranteedParts: Sendable {
    /// Claims beyond which a group goes before more urgent ones: short work is done in order meanwhile.
    private static let lead = 4.0

    /// The group of each lane; lanes of a group share its part, the most urgent first.
    private let groups: [Int]
    /// The part of each group, in 0..<1.
    private let parts: [Double]
    private var claims: [Double]

    /// Starts without claims.
    ///
    /// - Parameters:
    ///   - groups: the group of each lane, the most urgent lane first.
    ///   - parts: the part of each group; together below 1, so that something is left for the most urgent.
    package init(groups: [Int], parts: [Double]) {
        precondition(parts.reduce(0, +) < 1 && groups.allSatisfy(parts.indices.contains), "parts of more than there is")
        self.groups = groups
        self.parts = parts
        claims = [Double](repeating: 0, count: parts.count)
    }

    /// Chooses the lane that is served next.
    ///
    /// - Parameters:
    ///   - last: the last lane that may be chosen; those after it only gain claims.
    ///   - isWaiting: whether something waits in a lane.
    /// - Returns: nil where nothing waits up to `last`.
    package mutating func next(upTo last: Int? = nil, where isWaiting: (_ lane: Int) -> Bool) -> Int? {
        let last = min(last ?? groups.count - 1, groups.count - 1)
        var chosen: Int?
        var waitingGroups = 0
        // The first lane of each group that waits stands for its group.
        for group in parts.indices {
            guard groups.indices.contains(where: { groups[$0] == group && isWaiting($0) }) else {
                // As fast as it would have grown: who has nothing waiting for a moment loses little.
                claims[group] = max(claims[group] - parts[group], 0)
                continue
            }
            waitingGroups += 1
            guard let lane = groups.indices.first(where: { $0 <= last && groups[$0] == group && isWaiting($0) }) else {
                continue
            }
            chosen = chosen.map { isBefore(lane, $0) ? lane : $0 } ?? lane
        }
        guard let chosen else { return nil }
        guard waitingGroups > 1 else { return chosen }
        for group in parts.indices
        where group != groups[chosen] && groups.indices.contains(where: { groups[$0] == group && isWaiting($0) }) {
            claims[group] = min(claims[group] + parts[group], 2 * Self.lead)
        }
        let own = groups[chosen]
        claims[own] = max(claims[own] + parts[own] - 1, 0)
        return chosen
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        let (claimOfA, claimOfB) = (claims[groups[a]], claims[groups[b]])
        if max(claimOfA, claimOfB) >= Self.lead, claimOfA != claimOfB { return claimOfA > claimOfB }
        return a < b
    }
}
