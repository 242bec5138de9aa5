/// How text for people is decorated.
package enum TextStyle: Sendable, Hashable {
    /// Not at all.
    case plain
    /// With ANSI colours.
    case coloured

    /// The one rule for all commands: colours on a terminal that has them, unless its user wants none.
    ///
    /// - Parameters:
    ///   - isTerminal: whether the output is one.
    ///   - environment: `NO_COLOR` counts where it is not empty (https://no-color.org), and `TERM` where it says `dumb`.
    package init(isTerminal: Bool, environment: [String: String]) {
        let isUnwanted = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        self = isTerminal && !isUnwanted && environment["TERM"] != "dumb" ? .coloured : .plain
    }

    /// What people look for first.
    package func strong(_ text: String) -> String { wrap(text, "1") }
    /// What is right.
    package func good(_ text: String) -> String { wrap(text, "32") }
    /// What is wrong.
    package func bad(_ text: String) -> String { wrap(text, "31") }
    /// What is there for who looks closer.
    package func faint(_ text: String) -> String { wrap(text, "2") }

    private func wrap(_ text: String, _ code: String) -> String {
        self == .plain ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
