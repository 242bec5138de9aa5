/// Prints to standard output, in place of the standard library's function of the same form, which tells nobody what was not written.
///
/// What was not is in ``StandardOutput/failure``, of which `Pullpass` makes the exit status.
func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {
    let text = items.map { "\($0)" }.joined(separator: separator) + terminator
    StandardOutput.write(Array(text.utf8))
}
