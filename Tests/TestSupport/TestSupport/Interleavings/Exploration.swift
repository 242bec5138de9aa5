/// Goes through all orders in which the events of a ``Model`` can come, and from each state to quiet.
///
/// Breadth first, so that the first violation is one of the shortest; a state that was seen before is not looked at twice.
package struct Exploration<World: Model> {
    /// How far it goes.
    package struct Limits: Sendable {
        /// The most steps from any state to quiet.
        package var steps = 200
        /// The most writes from any state to quiet.
        package var writes = 12
        /// The most states; past them it ends, and ``Exploration/isComplete`` is false.
        package var states = 1_000_000

        /// Limits for a world of a handful of events.
        package init() {}
    }

    /// How many different states it has seen, those on the way to quiet left out.
    package private(set) var states = 0
    /// How many events it has let happen.
    package private(set) var transitions = 0
    /// How many different states it went through on the way to quiet.
    package private(set) var calmed = 0
    /// The most writes that any state needed to become quiet.
    package private(set) var mostWrites = 0
    /// Whether it has seen all.
    package private(set) var isComplete = true
    /// The first thing that went wrong; nil where all orders end well.
    package private(set) var violation: Violation?

    private let start: World
    private let limits: Limits
    private var seen: Set<Fingerprint> = []
    /// The writes that are left to quiet.
    private var left: [Fingerprint: Int] = [:]
    /// How each state came about: the state before, and the event.
    private var origins: [(before: Int, event: World.Event?)] = []

    /// Explores everything that can come after `start`.
    ///
    /// That can take minutes. Others have their turn in between: tests that wait for so long at most share the threads.
    package init(from start: World, limits: Limits = Limits()) async {
        self.start = start
        self.limits = limits
        await explore()
    }

    private mutating func explore() async {
        _ = seen.insert(start.form.fingerprint)
        origins.append((-1, nil))
        states = 1
        if let fault = ends(start) { return violated(fault, at: 0) }
        var level = [(world: start, index: 0)]
        while !level.isEmpty {
            var next: [(world: World, index: Int)] = []
            for (world, index) in level {
                await Task.yield()
                for event in world.events {
                    var after = world
                    after.happen(event)
                    transitions += 1
                    let fault = after.faults.first
                    guard fault != nil || seen.insert(after.form.fingerprint).inserted else { continue }
                    states += 1
                    origins.append((index, event))
                    if let fault = fault ?? ends(after) { return violated(fault, at: origins.count - 1) }
                    next.append((after, origins.count - 1))
                }
                guard states < limits.states else {
                    isComplete = false
                    return
                }
            }
            level = next
        }
    }

    /// Goes to quiet; gives what is wrong on the way or there.
    private mutating func ends(_ world: World) -> String? {
        var world = world
        var way: [(form: Fingerprint, writes: Int)] = []
        var known = 0
        while true {
            let form = world.form.fingerprint
            if let left = left[form] {
                known = left
                break
            }
            way.append((form, world.writes))
            guard way.count <= limits.steps else { return "it does not become quiet within \(limits.steps) steps" }
            let step = world.calm()
            if let fault = world.faults.first { return fault }
            if step == nil {
                if let fault = world.faultsInQuiet.first { return "quiet, but \(fault)" }
                break
            }
        }
        for one in way { left[one.form] = world.writes - one.writes + known }
        calmed = left.count
        let writes = way.first.map { world.writes - $0.writes + known } ?? known
        mostWrites = max(mostWrites, writes)
        return writes > limits.writes ? "it takes \(writes) writes to become quiet" : nil
    }

    private mutating func violated(_ fault: String, at index: Int) {
        var events: [World.Event] = []
        var position = index
        while position > 0 {
            if let event = origins[position].event { events.append(event) }
            position = origins[position].before
        }
        violation = Violation(of: fault, after: events.reversed(), from: start, limit: limits.steps)
    }
}

extension Exploration: CustomStringConvertible {
    /// Counts, for whoever reads a test's output.
    package var description: String {
        "\(states) states\(isComplete ? "" : " (and more)"), \(transitions) events, \(calmed) states on the way to quiet, "
            + "at most \(mostWrites) writes to quiet"
    }
}
