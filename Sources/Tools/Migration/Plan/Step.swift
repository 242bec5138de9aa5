/// A step of the hand-over: what it is for, and its commands.
struct Step {
    let title: String
    /// Lines of a shell; comments begin with `#`.
    var commands: [String]
}
