/// One picture of a text that is drawn again and again in the same place of a terminal, without the flicker of an empty screen in between.
package enum TerminalFrame {
    /// What to write, in one piece.
    ///
    /// - Parameters:
    ///   - text: lines; those that do not fit below each other are counted, and what does not fit into one is cut by the terminal.
    ///   - rows: how many lines the terminal has.
    ///   - isFirst: whether nothing of ours stands there yet.
    /// - Returns: text with control sequences.
    package static func draw(_ text: String, rows: Int, isFirst: Bool) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        let room = max(2, rows) - 1
        var note = ""
        if lines.count > room {
            note = "… \(lines.count - room + 1) more lines: enlarge the window, or leave --watch out"
            lines.removeLast(lines.count - room + 1)
        }
        // Home, and no new line where one is too long.
        var frame = (isFirst ? "\u{1B}[2J" : "") + "\u{1B}[H\u{1B}[?7l"
        for line in lines { frame += line + "\u{1B}[K\r\n" }
        // The rest of the line before, and all below.
        return frame + note + "\u{1B}[K\u{1B}[J\u{1B}[?7h"
    }
}
