/// What one round has done.
package struct SyncReport: Sendable, Hashable {
    /// Secrets that were absent.
    package var placed = 0
    /// Secrets that had been edited.
    package var repaired = 0
    /// Secrets that got a new credential.
    package var rotated = 0
    /// Secrets of a version that gave them no labels, and that have some now.
    package var labelled = 0
    /// Secrets that nobody wanted.
    package var removed = 0
    /// Secrets of our name that are somebody else's.
    package var conflicts = 0
    /// Secrets that somebody has undone again and again while it lasted, and that were left so.
    package var undone = 0
    /// Credentials and Secrets that failed; the log says which and why.
    package var failures = 0
    /// Whether removals wait for a confirmation.
    package var isRemovalHeld = false
    /// Secrets of ours at the end.
    package var copies = 0
    /// What could not be watched or listed, and why; empty where all was seen.
    package var problems: [String] = []

    /// Whether it was given up since the API server had not answered a single request.
    package var isServerSilent = false

    /// Makes an empty report.
    package init() {}

    /// Whether everything is as it should be.
    package var isComplete: Bool {
        failures == 0 && conflicts == 0 && undone == 0 && !isRemovalHeld && problems.isEmpty
    }
}

extension SyncReport: CustomStringConvertible {
    /// A line for people.
    package var description: String {
        "\(copies) Secrets in place: \(placed) placed, \(repaired) repaired, \(rotated) rotated, \(removed) removed, "
            + "\(conflicts) not ours, \(failures) failures"
            + (labelled > 0 ? ", \(labelled) given the labels of this version" : "")
            + (undone > 0 ? ", \(undone) undone by somebody again and again" : "")
            + (isRemovalHeld ? ", removals wait for --confirm-removal" : "")
    }
}
