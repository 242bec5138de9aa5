/// A small world in which events come in any order, for an ``Exploration``.
///
/// Deterministic: an event has one effect. What may end in several ways is several events.
package protocol Model: CustomStringConvertible {
    /// Something that happens, in words.
    associatedtype Event: CustomStringConvertible

    /// Everything that the future depends on.
    var form: Form { get }
    /// What may happen next.
    var events: [Event] { get }
    /// What is wrong already, whatever comes next.
    var faults: [String] { get }
    /// What is wrong in a world that has become quiet.
    var faultsInQuiet: [String] { get }
    /// How many writes there were so far.
    var writes: Int { get }

    /// Lets an event happen.
    mutating func happen(_ event: Event)
    /// Goes a step on to quiet: what is under way ends, what is untold is told, time passes, and nobody disturbs it any more.
    ///
    /// - Returns: the step in words; nil where all is quiet.
    mutating func calm() -> String?
}
