extension Migration {
    /// All of it for people: the values, the commands, what is left and what is different.
    package var text: String {
        var text = "From \(tool.rawValue) (\(tool.habits.repository)).\n"
        if registries > 0 {
            text +=
                "\n1. values.yaml of the chart (--output values; as a file of its own: --output config)\n\n"
                + indented(values)
            text += "\n2. The hand-over (--output commands)\n\n" + indented(commands)
        } else {
            text += "\nNothing of the input could be carried over.\n"
        }
        text += list("\n3. What could not be carried over\n\n", left, none: "nothing")
        return text + list("\n4. What is different from now on\n\n", notes, none: "nothing")
    }

    private func list(_ title: String, _ lines: [String], none: String) -> String {
        title + (lines.isEmpty ? "   \(none)\n" : lines.map { "   - \($0)\n" }.joined())
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            $0.isEmpty ? "\n" : "   \($0)\n"
        }
        .joined()
    }
}
