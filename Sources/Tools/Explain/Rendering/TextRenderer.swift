internal import Admission
internal import Causes
internal import Images
package import Text

/// Writes an explanation for people: a block for each Pod, then a summary and what to keep in mind.
///
/// Problems of the input are not part of it; they belong on the error output.
package struct TextRenderer: Sendable {
    private let style: TextStyle

    /// Makes a renderer.
    package init(style: TextStyle) {
        self.style = style
    }

    /// The text; control characters of the manifests are escaped.
    package func render(_ explanation: Explanation) -> String {
        var blocks = explanation.verdicts.map(block)
        blocks.append(summary(explanation))
        return blocks.joined(separator: "\n")
    }

    private func block(_ verdict: PodVerdict) -> String {
        var lines = [style.strong(verdict.title.printable)]
        // A line of what a cluster answered is no place to look at.
        if verdict.existing == nil { lines[0] += style.faint("  \(verdict.location)".printable) }
        var facts = [fact(of: verdict)]
        facts += verdict.everyPodMatches.map { ("always", "\($0.registry), which is for every Pod".printable) }
        if !verdict.secretsPresent.isEmpty {
            facts.append(("has", verdict.secretsPresent.joined(separator: ", ").printable))
        }
        if !verdict.pullPolicyForced.isEmpty {
            facts.append(("pulls", "always: " + verdict.pullPolicyForced.joined(separator: ", ").printable))
        }
        facts += verdict.keyring.map { ("beware", $0.isHarm ? style.bad($0.message.printable) : $0.message.printable) }
        facts += verdict.warnings.map { ("warns", $0.printable) }
        if let controller = verdict.controller {
            let part = controller.path.map { ", from \($0)" } ?? ""
            facts.insert(("is", "Pods that its controller makes\(part)".printable), at: 0)
            facts += controller.remarks.map { ("but", style.bad($0.printable)) }
        }
        if let lack = verdict.lack, let step = verdict.remedy {
            facts.append(("is", style.bad("\(lack.words)".printable)))
            facts.append(("do", step.words.printable + (step.command.map { ": " + style.strong($0.printable) } ?? "")))
        }
        if let reason = verdict.notSeen {
            facts.insert(("unseen", style.bad("its namespace is not looked at: \(reason)".printable)), at: 0)
        }
        lines += facts.map { "  " + TextRenderer.pad($0.label, 8) + $0.text }

        return (lines + table(verdict.images)).joined(separator: "\n") + "\n"
    }

    /// One line an image and reason, in columns; an image too long for its column has its reasons below it.
    private func table(_ images: [ImageVerdict]) -> [String] {
        let longest = 64
        let rows = images.map { [$0.role.words, $0.name.printable, $0.image.printable] }
        let widths = (0..<3).map { column in rows.map { $0[column].count }.filter { $0 <= longest }.max() ?? 0 }
        let indent = String(repeating: " ", count: widths.reduce(8, +))
        return zip(images, rows).flatMap { image, row in
            let cells = "  " + zip(row, widths).map { TextRenderer.pad($0, $1) }.joined(separator: "  ")
            let fits = row.allSatisfy { $0.count <= longest }
            let reasons = reasons(image)
            let first = fits ? [TextRenderer.pad(cells, indent.count) + (reasons.first ?? "")] : [cells]
            return first + reasons.dropFirst(fits ? 1 : 0).map { indent + $0 }
        }
    }

    private func fact(of verdict: PodVerdict) -> (label: String, text: String) {
        if let existing = verdict.existing, verdict.outcome == .injected, verdict.notSeen == nil {
            if existing.hasEnded { return ("as is", "the Pod has ended, and needs nothing any more") }
            guard verdict.secretsAdded.isEmpty else {
                return ("lacks", style.bad(verdict.secretsAdded.joined(separator: ", ").printable))
            }
            return (
                "as is",
                "the Pod has the Secrets that it needs, and was made before the rest of what one made now would be told"
            )
        }
        if !verdict.secretsAdded.isEmpty || verdict.anonymousSecret != nil {
            let secrets = secrets(of: verdict)
            return verdict.notSeen == nil ? ("gets", secrets) : ("would", "get \(secrets)")
        }
        if verdict.outcome == .injected { return ("gets", "no Secret, but another pull policy") }
        var text = verdict.outcome.sentence
        if let detail = verdict.detail { text += " (\(detail.printable))" }
        return ("as is", verdict.isLacking ? style.bad(text) : text)
    }

    /// What the Pod gets, in the order in which the kubelet tries it.
    private func secrets(of verdict: PodVerdict) -> String {
        var parts: [String] = []
        if !verdict.secretsAdded.isEmpty {
            parts.append(style.good(verdict.secretsAdded.joined(separator: ", ").printable))
        }
        if let anonymous = verdict.anonymousSecret {
            let isMoved = verdict.secretsPresent.contains(anonymous)
            let lead = parts.isEmpty ? "no other Secret, then" : "then"
            parts.append(
                "\(lead) anonymously through \(anonymous.printable)\(isMoved ? ", which goes to the end" : "")"
            )
        }
        return parts.joined(separator: ", ")
    }

    private func reasons(_ image: ImageVerdict) -> [String] {
        if image.isPlaceholder { return ["a placeholder, which its controller fills in: nothing is matched"] }
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
        let changed = explanation.verdicts.count(where: \.isChanged)
        let lacking = explanation.verdicts.count(where: \.isLacking)
        var lines: [String] = []
        if pods == 0 {
            lines.append("Nothing here makes a Pod.")
        } else {
            var line = "\(pods) \(pods == 1 ? "Pod" : "Pods"): \(changed) changed, \(pods - changed) as they are"
            if lacking > 0 { line += style.bad("; \(lacking) most likely without a needed Secret") }
            lines.append(line + ".")
        }
        let imageless = explanation.imagelessObjects
        let others = explanation.otherObjects.merging(imageless) { $0 - $1 }.filter { $0.value > 0 }
        if !others.isEmpty { lines.append("Not about Pods: \(Self.counts(others)).") }
        if !imageless.isEmpty { lines.append("No image found in: \(Self.counts(imageless)).") }
        lines += explanation.notes.map { style.faint("Note: ") + $0.printable + "." }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func counts(_ objects: [String: Int]) -> String {
        objects.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)".printable }.joined(separator: ", ")
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
