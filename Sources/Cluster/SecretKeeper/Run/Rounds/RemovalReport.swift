internal import Text

/// What has become of the removal of everything.
package struct RemovalReport: Sendable {
    /// One Secret, or all of a name, that is still there.
    package struct Leftover: Sendable, Hashable {
        /// The namespace; empty where not even a look at the Secrets of that name was allowed.
        package var namespace: String
        /// The Secret's name.
        package var name: String
        /// Why, for people.
        package var reason: String
        /// Whether a role lacks a right, which no further try brings.
        package var isForbidden: Bool
    }

    /// The most of ``left`` that are told one by one: there may be one in each of ten thousand namespaces.
    private static let mostTold = 40

    /// How many Secrets are gone.
    package var removed = 0
    /// How many Secrets of our names are somebody else's.
    package var conflicts = 0
    /// What is still there, in the order of names and namespaces.
    package var left: [Leftover] = []
    /// What else did not work.
    package var problems: [String] = []
    /// What an administrator runs for what is left.
    package var commands: [String] = []

    /// Makes an empty report.
    package init() {}

    /// How much did not work.
    package var failures: Int { left.count + problems.count }
    /// Whether nothing is left, as far as can be known.
    package var isComplete: Bool { failures == 0 }
}

extension RemovalReport: CustomStringConvertible {
    /// Lines for people: a first one with numbers, what is left and why, and what to do.
    package var description: String {
        (beginning + whatIsLeft + whatToDo).joined(separator: "\n")
    }

    /// The same for an Event, which has room for the beginning of a long list only: what to do goes before it.
    package var brief: String {
        (beginning + whatToDo + whatIsLeft).joined(separator: "\n")
    }

    private var beginning: [String] {
        ["\(removed) Secrets removed, \(conflicts) left that are not ours, \(failures) failures"]
            + problems.map { "problem: \($0)" }
    }

    private var whatIsLeft: [String] {
        left.prefix(Self.mostTold).map { "left: \($0)" }
            + (left.count > Self.mostTold ? ["left: \(left.count - Self.mostTold) more"] : [])
    }

    private var whatToDo: [String] {
        commands.isEmpty ? [] : ["What is left an administrator removes with:"] + commands.map { "  \($0)" }
    }
}

extension RemovalReport.Leftover: CustomStringConvertible {
    package var description: String {
        namespace.isEmpty
            ? "Secrets named \(name), if there are any: \(reason)" : "Secret \(namespace)/\(name): \(reason)"
    }
}
