internal import FoundationEssentials

/// How many events from outside come in one order.
package enum Budget {
    /// How many more than a scenario says: `PULLPASS_INTERLEAVINGS`, 0 unless the environment says otherwise.
    ///
    /// `.ci/sanitize` takes fewer, since sanitizers make everything ten times slower; with 1 a search takes minutes.
    package static let change = ProcessInfo.processInfo.environment["PULLPASS_INTERLEAVINGS"].flatMap(Int.init) ?? 0

    /// A scenario's number with that change; one at the least.
    package static func changed(_ budget: Int) -> Int { max(1, budget + change) }
}
