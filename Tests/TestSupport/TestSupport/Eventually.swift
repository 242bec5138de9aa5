/// Repeats a round trip until it gives the awaited result: for things that a server does when it notices them.
///
/// - Returns: Whether it did so within the time; there is no pause between the tries, so `attempt` must really ask somebody.
package func eventually(within limit: Duration = .seconds(600), _ attempt: () async throws -> Bool) async rethrows
    -> Bool
{
    let deadline = ContinuousClock.now + limit
    repeat {
        if try await attempt() { return true }
    } while ContinuousClock.now < deadline
    return false
}
