/// What one round has done.
public struct SyncReport: Sendable, Hashable {
    /// Secrets that were absent.
    public var placed = 0
    /// Secrets that had been edited.
    public var repaired = 0
    /// Secrets that got a new credential.
    public var rotated = 0
    /// Secrets that nobody wanted.
    public var removed = 0
    /// Secrets of our name that are somebody else's.
    public var conflicts = 0
    /// Credentials and Secrets that failed; the log says which and why.
    public var failures = 0
    /// Whether removals wait for a confirmation.
    public var isRemovalHeld = false
    /// Secrets of ours at the end.
    public var copies = 0
    /// What could not be watched or listed, and why; empty where all was seen.
    public var problems: [String] = []

    /// Whether it was given up since the API server had not answered a single request.
    public var isServerSilent = false

    /// Makes an empty report.
    public init() {}

    /// Whether everything is as it should be.
    public var isComplete: Bool { failures == 0 && conflicts == 0 && !isRemovalHeld && problems.isEmpty }
}

extension SyncReport: CustomStringConvertible {
    /// A line for people.
    public var description: String {
        "\(copies) Secrets in place: \(placed) placed, \(repaired) repaired, \(rotated) rotated, \(removed) removed, "
            + "\(conflicts) not ours, \(failures) failures"
            + (isRemovalHeld ? ", removals wait for --confirm-removal" : "")
    }
}
