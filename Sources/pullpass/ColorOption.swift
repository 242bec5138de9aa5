import ArgumentParser
import FoundationEssentials
import Glibc
import Text

/// `--color` of the commands that write in colours.
struct ColorOption: ParsableArguments {
    /// Whether colours are used.
    enum Choice: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    @Option(
        defaultAsFlag: .always,
        parsing: .next,
        help: ArgumentHelp(
            "Use colours in the text: always, never, or auto, which is on a terminal without NO_COLOR.",
            discussion: "Without a value: always. Without the flag: auto.",
            valueName: "when"
        )
    )
    var color: Choice?

    /// How standard output is written.
    var style: TextStyle {
        switch color ?? .auto {
        case .always: .coloured
        case .never: .plain
        case .auto:
            TextStyle(isTerminal: isatty(STDOUT_FILENO) == 1, environment: ProcessInfo.processInfo.environment)
        }
    }
}
