import Text

extension String {
    /// The text with what nobody would see written as escapes, so that a manifest cannot command the terminal.
    var printable: String { Printable.visible(self) }
}
