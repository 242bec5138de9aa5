package import Text

extension StatusReport {
    /// The most characters of an Event's message: those that Pullpass writes end in what to do, often as a command.
    private static let longestMessage = 600

    /// The report for a terminal: lines without control characters but those of colours.
    package func text(_ style: TextStyle = .plain) -> String {
        let headline = isFine ? style.good(StatusWords.fine) : style.bad(StatusWords.notFine)
        var lines = ["\(headline): Pullpass \(version), \(StatusWords.view(of: self))"]
        for fact in StatusWords.facts(of: self) {
            lines.append("\(TextTable.padded(fact.name + ":", 15)) \(Printable.line(fact.words))")
            if let problem = fact.problem { lines.append(style.bad("  " + Printable.line(problem))) }
        }
        for problem in problems { lines.append(style.bad("problem: " + Printable.line(problem))) }
        lines.append("")
        lines += registryLines(style)
        if !namespaces.isEmpty {
            lines.append("")
            lines += namespaceTable.lines
            if furtherNamespaces > 0 { lines.append(StatusWords.further(furtherNamespaces)) }
        }
        if let pods, !pods.named.isEmpty || !pods.isWhole {
            lines.append("")
            if !pods.named.isEmpty { lines += podTable(pods).lines }
            if let further = StatusWords.further(pods) { lines.append(further) }
        }
        if !events.isEmpty {
            lines.append("")
            var table = TextTable(["LAST TOLD", "REASON", "OBJECT", "MESSAGE"])
            for event in events {
                let time = TimeWords.distance(to: event.time, from: madeAt)
                table.add([time, event.reason, event.object, Printable.line(event.message, limit: Self.longestMessage)])
            }
            lines += table.lines
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table of registries, each with its error below it.
    private func registryLines(_ style: TextStyle) -> [String] {
        var table = TextTable(["REGISTRY", "KIND", "CREDENTIAL", "LIFE", "NEXT FETCH", "SECRETS", "MISSING"])
        for registry in registries {
            table.add([
                registry.name, registry.kind, StatusWords.readiness(of: registry),
                StatusWords.life(of: registry, at: madeAt), StatusWords.nextFetch(of: registry, at: madeAt),
                StatusWords.copies(registry.copies), StatusWords.missing(registry.copies),
            ])
        }
        let rows = table.lines
        var lines = Array(rows.prefix(1))
        for (registry, row) in zip(registries, rows.dropFirst()) {
            lines.append(registry.isFine(at: madeAt) ? row : style.bad(row))
            if let error = registry.lastError {
                let since = registry.failingSince.map { " (for \(TimeWords.length(madeAt - $0)))" } ?? ""
                lines.append("  \(Printable.line(error))\(since)")
            }
        }
        return lines
    }

    private func podTable(_ pods: StuckPods) -> TextTable {
        var table = TextTable(["NAMESPACE", "POD", "SECRET", "MADE", "WHY IT CANNOT PULL"])
        for pod in pods.named {
            let since = StatusWords.since(pod, at: madeAt)
            table.add([pod.namespace, pod.name, pod.secretName, since, pod.cause.words])
        }
        return table
    }

    private var namespaceTable: TextTable {
        var table = TextTable(["NAMESPACE", "SECRET", "WHY"])
        for namespace in namespaces {
            for lack in namespace.lacks { table.add([namespace.name, lack.secretName, lack.reason.words]) }
            if let slip = namespace.labelSlip { table.add([namespace.name, "", StatusWords.slip(slip)]) }
        }
        return table
    }
}

/// Columns of text, each as wide as its widest cell; the last one is not filled up.
struct TextTable {
    private var rows: [[String]]

    init(_ heads: [String]) { rows = [heads] }

    mutating func add(_ cells: [String]) { rows.append(cells.map { Printable.line($0) }) }

    /// The head and a line for each row.
    var lines: [String] {
        var widths = rows[0].map(\.count)
        for row in rows {
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                if column > 0 { line += "  " }
                line += Self.padded(cell, widths[column])
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
