/// An order of events that ends badly.
package struct Violation: Sendable, CustomStringConvertible {
    /// What is wrong.
    package let fault: String
    /// The events that lead there, in words.
    package let events: [String]
    /// What follows by itself until all is quiet.
    package let aftermath: [String]
    /// The world in the end.
    package let state: String

    /// Plays the events once more, to tell them.
    init<World: Model>(of fault: String, after events: [World.Event], from start: World, limit: Int) {
        self.fault = fault
        self.events = events.map(\.description)
        var world = start
        for event in events { world.happen(event) }
        var aftermath: [String] = []
        while world.faults.isEmpty, aftermath.count < limit, let step = world.calm() { aftermath.append(step) }
        self.aftermath = aftermath
        state = world.description
    }

    package var description: String {
        var lines = ["VIOLATION: \(fault)", "after:"]
        lines += events.enumerated().map { "  \($0.offset + 1). \($0.element)" }
        if !aftermath.isEmpty {
            lines.append("and then, undisturbed:")
            let shown = aftermath.count > 40 ? 12 : aftermath.count
            lines += aftermath.prefix(shown).map { "  - \($0)" }
            if aftermath.count > shown { lines.append("  - … (\(aftermath.count) steps)") }
        }
        lines.append("in the end: \(state)")
        return lines.joined(separator: "\n")
    }
}
