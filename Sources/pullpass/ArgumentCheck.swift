import ArgumentParser
import FoundationEssentials
import Text

/// What is wrong with a command line before any value of it is looked at: a command or a flag that there is none of, a flag given twice, a
/// value where none belongs.
///
/// ArgumentParser tells what is missing first, and a required flag that is spelt wrong is missing, too.
struct ArgumentCheck {
    /// A command as ArgumentParser describes it, as far as it matters here.
    private struct Tool: Decodable {
        struct Command: Decodable {
            let commandName: String
            let aliases: [String]?
            let subcommands: [Command]?
            let arguments: [Argument]?
        }

        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String

                /// As it is typed.
                var text: String { (kind == "long" ? "--" : "-") + name }
            }

            let kind: String
            let isRepeating: Bool
            let names: [Name]?
        }

        let command: Command
    }

    private let root: Tool.Command

    /// Nil where the commands cannot be described, which then is nobody's fault who types.
    init?(_ command: (some ParsableCommand).Type) {
        guard let tool = try? JSONDecoder().decode(Tool.self, from: Data(command._dumpHelp().utf8)) else { return nil }
        root = tool.command
    }

    /// Whether a flag may stand twice in a command line, of whatever kind: only then is there something that ArgumentParser does not tell.
    ///
    /// To know it the commands would have to be described, which costs each start some milliseconds: a letter may be that of any name which
    /// begins with it, and is.
    static func mayRepeatFlag(_ arguments: [String]) -> Bool {
        var names: Set<Substring> = []
        var letters: Set<String> = []
        for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("-") && argument.count > 1 {
            guard argument.hasPrefix("--") else {
                for letter in argument.dropFirst().prefix(while: { $0 != "=" }).lowercased() {
                    guard letters.insert("\(letter)").inserted else { return true }
                }
                continue
            }
            guard names.insert(argument.prefix { $0 != "=" }).inserted else { return true }
        }
        return names.contains { letters.contains($0.dropFirst(2).prefix(1).lowercased()) }
    }

    /// What is wrong, as a sentence, with where to look; nil where ArgumentParser says it best.
    func flaw(of arguments: [String]) -> String? {
        var command = root
        var path = [root.commandName]
        var rest = arguments[...]
        while let first = rest.first, !first.hasPrefix("-"), let subcommands = command.subcommands, !subcommands.isEmpty
        {
            guard
                let next = subcommands.first(where: { $0.commandName == first || $0.aliases?.contains(first) == true })
            else {
                let names = subcommands.map(\.commandName)
                return sentence("unknown command '\(shown(first))'", Self.nearest(first, names), path, names)
            }
            rest = rest.dropFirst()
            command = next
            path.append(next.commandName)
        }
        return flaw(of: rest, command, path)
    }

    private func flaw(of arguments: ArraySlice<String>, _ command: Tool.Command, _ path: [String]) -> String? {
        let flags = command.arguments?.filter { $0.names != nil } ?? []
        let names = flags.flatMap { $0.names?.map(\.text) ?? [] }
        var seen: Set<String> = []
        var rest = arguments
        while let argument = rest.popFirst(), argument != "--" {
            guard argument.hasPrefix("-"), argument != "-", Double(argument) == nil else { continue }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts.first ?? argument
            // `-ofile`, and `-ab` for two flags of a letter each, of which the last may have a value.
            let isJoined = !name.hasPrefix("--") && name.count > 2 && names.contains(String(name.prefix(2)))
            let meant = isJoined && !names.contains(name) ? "-\(name.suffix(1))" : name
            guard let flag = flags.first(where: { $0.names?.contains { $0.text == meant } == true }) else {
                if isJoined { continue }
                return sentence("unknown option '\(shown(name))'", Self.nearest(name, names), path, [])
            }
            if flag.kind == "flag", parts.count > 1 { return sentence("\(name) takes no value", nil, path, []) }
            if flag.kind == "option" {
                let key = flag.names?.first?.text ?? name
                if !seen.insert(key).inserted, !flag.isRepeating {
                    return sentence("\(name) is given twice, and only one of them would count", nil, path, [])
                }
                if parts.count == 1, let value = rest.first, !value.hasPrefix("-") || value == "-" {
                    rest.removeFirst()
                }
            }
        }
        return nil
    }

    /// The known name that was most likely meant: one that begins alike, or but for a slip or two.
    private static func nearest(_ given: String, _ names: [String]) -> String? {
        func letters(_ name: String) -> String { String(name.drop { $0 == "-" }).lowercased() }
        let text = letters(given)
        guard !text.isEmpty, text.utf8.count <= 60 else { return nil }
        let known = names.filter { letters($0).count > 1 }
        if text.count == 1 {
            // `-c` for the one flag that begins so.
            let starting = known.filter { letters($0).hasPrefix(text) }
            return starting.count == 1 ? starting.first : nil
        }
        if let same = known.first(where: { letters($0) == text }) { return same }
        let longer = known.filter {
            letters($0).hasPrefix(text) || (letters($0).count >= 3 && text.hasPrefix(letters($0)))
        }
        if let first = longer.first { return first }
        let best = known.map { (name: $0, slips: Slips.between(letters($0).utf8, text.utf8)) }.min {
            $0.slips < $1.slips
        }
        guard let best, best.slips <= max(1, min(3, text.utf8.count / 3)) else { return nil }
        return best.name
    }

    private func sentence(_ problem: String, _ meant: String?, _ path: [String], _ others: [String]) -> String {
        let hint =
            meant.map { ": did you mean \($0)?" } ?? (others.isEmpty ? "" : ": there are \(Printable.list(others))")
        return "Error: \(problem)\(hint)\nSee '\(path.joined(separator: " ")) --help' for what there is."
    }

    /// What somebody typed may be a credential that lost its flag: it is told short, and without what drives a terminal.
    private func shown(_ text: String) -> String { Printable.line(text, limit: 40) }
}
