internal import KubeletConfiguration
internal import Linux
internal import Text

extension NodePlan {
    /// What changes, as a unified diff where no credentials can be in it.
    package var text: String {
        changes.map(\.text).joined() + notes.map { "Note: \($0)\n" }.joined()
    }
}

extension FileChange {
    /// One line, or a unified diff.
    package var text: String {
        let shown = Printable.path(path)
        switch (before, after) {
        case (nil, let after?): return "+ \(shown) (\(Self.kind(after)))\n" + diff
        case (let before?, nil): return "- \(shown) (\(Self.kind(before)))\n" + diff
        default: return "~ \(shown) (\(before.map(Self.kind) ?? "") -> \(after.map(Self.kind) ?? ""))\n" + diff
        }
    }

    private static func kind(_ file: NodeFile) -> String {
        if file.isLink {
            return "a link to \(Printable.visible(String(decoding: file.bytes.prefix(200), as: UTF8.self)))"
        }
        return "\(file.bytes.count) bytes, mode 0\(String(file.mode, radix: 8))"
    }

    private var diff: String {
        switch role {
        case .program, .link: ""
        case .configuration: "  (what it holds is not shown: credentials may stand in it)\n"
        case .providers, .flags, .ownFlags, .boot:
            LineDiff.text(before?.bytes ?? [], after?.bytes ?? [], hiding: variables)
        }
    }

    /// The values of plugins' variables, in which credentials stand, by lines.
    ///
    /// Longer ones first: one may begin as another.
    private var variables: [String] {
        guard role == .providers else { return [] }
        var lines: [String] = []
        for file in [before, after] {
            guard let file else { continue }
            let edit = try? ProviderEdit(ConfigFile(name: path, bytes: file.bytes))
            for value in edit?.variables ?? [] { lines += value.split(whereSeparator: \.isNewline).map(String.init) }
        }
        return lines.sorted { $0.utf8.count > $1.utf8.count }
    }
}

extension FileChange {
    /// One line, without what the file holds.
    package var summary: String { text.split(separator: "\n").first.map(String.init) ?? "" }
}
