internal import Admission

/// Writes an explanation for people: a block for each Pod, then a summary and what to keep in mind.
///
/// Problems of the input are not part of it; they belong on the error output.
public struct TextRenderer: Sendable {
    private let style: TextStyle

    /// Makes a renderer.
    public init(style: TextStyle) {
        self.style = style
    }

    /// The text; control characters of the manifests are escaped.
    public func render(_ explanation: Explanation) -> String {
        var blocks = explanation.verdicts.map(block)
        blocks.append(summary(explanation))
        return blocks.joined(separator: "\n")
    }

    private func block(_ verdict: Verdict) -> String {
        var lines = [style.strong(verdict.title.printable) + style.faint("  \(verdict.location)".printable)]
        var facts = [fact(of: verdict)]
        facts += verdict.everyPodMatches.map { ("for all", "\($0.registry) is for every Pod") }
        if !verdict.secretsPresent.isEmpty {
            facts.append(("has", verdict.secretsPresent.joined(separator: ", ").printable))
        }
        if !verdict.pullPolicyForced.isEmpty {
            facts.append(("pulls", "always: " + verdict.pullPolicyForced.joined(separator: ", ").printable))
        }
        facts += verdict.warnings.map { ("warns", $0.printable) }
        lines += facts.map { "  " + TextRenderer.pad($0.label, 8) + $0.text }

        let cells = verdict.images.map { [$0.role.words, $0.name.printable, $0.image.printable] }
        let widths = (0..<3).map { column in cells.map { $0[column].count }.max() ?? 0 }
        for (image, cells) in zip(verdict.images, cells) {
            let columns = zip(cells, widths).map { TextRenderer.pad($0, $1) }.joined(separator: "  ")
            let indent = String(repeating: " ", count: columns.count + 4)
            for (index, reason) in reasons(image).enumerated() {
                lines.append((index == 0 ? "  \(columns)  " : indent) + reason)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func fact(of verdict: Verdict) -> (label: String, text: String) {
        if !verdict.secretsAdded.isEmpty {
            return ("gets", style.good(verdict.secretsAdded.joined(separator: ", ").printable))
        }
        if verdict.outcome == .injected { return ("gets", "no Secret, but another pull policy") }
        var text = verdict.outcome.sentence
        if let detail = verdict.detail { text += " (\(detail.printable))" }
        return ("as is", verdict.isLacking ? style.bad(text) : text)
    }

    private func reasons(_ image: ImageVerdict) -> [String] {
        if let fault = image.fault {
            return [style.bad("not a valid reference: ") + fault.printable]
        }
        var reasons = image.matches.map { match in
            style.good(match.registry.printable) + " through \((match.pattern ?? "").printable)"
        }
        reasons += image.misses.map { miss in
            let lead = image.matches.isEmpty ? "none" : "not"
            let text = "\(lead): \(miss.registry) through \(miss.pattern): \(miss.message)".printable
            return image.isLacking ? style.bad(text) : text
        }
        return reasons.isEmpty ? ["none: no pattern is near"] : reasons
    }

    private func summary(_ explanation: Explanation) -> String {
        let pods = explanation.verdicts.count
        let changed = explanation.verdicts.count { $0.outcome == .injected }
        let lacking = explanation.verdicts.count(where: \.isLacking)
        var lines: [String] = []
        if pods == 0 {
            lines.append("Nothing here makes a Pod.")
        } else {
            var line = "\(pods) \(pods == 1 ? "Pod" : "Pods"): \(changed) changed, \(pods - changed) as they are"
            if lacking > 0 { line += style.bad("; \(lacking) most likely without a needed Secret") }
            lines.append(line + ".")
        }
        if !explanation.otherObjects.isEmpty {
            let kinds = explanation.otherObjects.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)".printable }
            lines.append("Not about Pods: \(kinds.joined(separator: ", ")).")
        }
        lines += explanation.notes.map { style.faint("Note: ") + $0.printable + "." }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
