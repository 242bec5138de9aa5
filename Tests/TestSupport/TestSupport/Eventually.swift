/// Repeats a round trip until it gives the awaited result: for things that a server does when it notices them.
///
/// The first tries follow each other at once, as what is awaited has mostly happened by then; later ones leave the machine
/// to whoever is awaited, for a millisecond at first and for a tenth of a second in the end.
///
/// - Returns: Whether it did so within the time, and before the task was cancelled.
package func eventually(within limit: Duration = .seconds(600), _ attempt: () async throws -> Bool) async rethrows
    -> Bool
{
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    var pause = Duration.zero
    var tries = 0
    repeat {
        if try await attempt() { return true }
        tries += 1
        if tries < 10 {
            await Task.yield()
        } else {
            pause = min(max(pause * 2, .milliseconds(1)), .milliseconds(100))
            // A cancelled task does not pause; it has no reason to go on either.
            guard (try? await clock.sleep(for: pause)) != nil else { return false }
        }
    } while clock.now < deadline
    return false
}
