internal import Causes
internal import Diagnosis
internal import Images
package import Text

/// Writes a report for people: a block for each Pod, what is wrong, what could not be seen, and last the one next step.
package struct DoctorText: Sendable {
    /// The most Pods whose images and tries are shown; of the others only what is wrong.
    private static let mostBlocks = 5

    private let style: TextStyle
    private let now: Timestamp

    /// Makes a writer; `now` is the time of the facts.
    package init(style: TextStyle, now: Timestamp) { (self.style, self.now) = (style, now) }

    /// The text; what others wrote is cleaned.
    package func text(_ report: DoctorReport) -> String {
        var lines: [String] = []
        if let examined = report.examined {
            let count = "\(examined) \(examined == 1 ? "Pod" : "Pods") looked at"
            let found = report.pods.isEmpty ? ": nothing is wrong" : ", \(report.pods.count) with something to do"
            lines.append(style.strong(examined == 0 ? "There is no Pod to look at" : count + found))
        }
        if !report.installation.isEmpty {
            lines += ["", style.strong("Pullpass")]
            lines += report.installation.flatMap { cause($0) }
        }
        for (index, pod) in report.pods.enumerated() {
            if !lines.isEmpty { lines.append("") }
            lines += block(pod, isFull: report.examined == nil || index < Self.mostBlocks)
        }
        if !report.unread.isEmpty {
            lines += ["", style.strong("Not seen")]
            lines += report.unread.map { "  \(Printable.line($0.object)): \(Printable.line($0.why))" }
        }
        if !report.notes.isEmpty { lines.append("") }
        lines += report.notes.map { style.faint("Note: ") + Printable.line($0) + "." }
        lines.append("")
        switch report.conclusion {
        // Of no Pod nothing can be said.
        case .fine where report.examined == 0: lines.removeLast()
        case .fine:
            lines.append(style.good("Nothing keeps \(report.examined == nil ? "the Pod" : "a Pod") from its images."))
        case .unreadable: lines.append(style.bad("Nothing could be looked at."))
        case .wrong: break
        }
        if let step = report.step {
            lines.append(style.strong("Next step: ") + step.words + (step.command == nil ? "" : ":"))
            if let command = step.command { lines.append("  \(command)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func block(_ pod: DoctorReport.PodPart, isFull: Bool) -> [String] {
        let facts = pod.facts
        var title = "Pod \(Printable.text(facts.namespace.name))/\(Printable.text(facts.pod.name))"
        if let owner = facts.pod.owner { title += " of \(Printable.text(owner))" }
        var lines = [style.strong(title)]
        if isFull { lines += pod.diagnosis.images.flatMap { image($0, facts) } }
        lines += pod.causes.flatMap { cause($0) }
        if isFull { lines += pod.diagnosis.events.map { event($0) } }
        return lines
    }

    private func image(_ view: ImageView, _ facts: Facts) -> [String] {
        var lines = ["  \(Printable.text(view.fact.place)): \(Printable.line(view.fact.image, limit: 300))"]
        if let fault = view.fault { return lines + [row("image", style.bad(Printable.line(fault)))] }
        if let reference = view.reference {
            lines.append(row("reads as", Printable.line(shown(reference), limit: 300)))
        }
        for match in view.registries {
            let pattern = match.pattern.map { "through \($0)" } ?? "which is for every Pod"
            lines.append(
                row(
                    "rule",
                    style.good(Printable.text(match.registry)) + ", "
                        + Printable.line("\(pattern): Secret \(match.secret)")
                )
            )
        }
        if view.registries.isEmpty, facts.configuration != nil {
            let near = view.misses.map {
                Printable.line("none; nearest is \($0.registry) through \($0.pattern): \($0.message)")
            }
            lines += (near.isEmpty ? ["none, and none is near"] : near).map { row("rule", $0) }
        }
        for (index, each) in view.tries.enumerated() {
            let words = TryView(each, view, facts).words(now)
            lines.append(row("try \(index + 1)", Printable.line(words)))
        }
        if view.tries.isEmpty { lines.append(row("tries", "one, without a credential")) }
        for answer in view.answers where answer.secret == nil {
            lines.append(row("as nobody", "the registry \(answer.word.words)"))
        }
        if let failure = view.failure { lines.append(row("waits", Printable.line(failure.text, limit: 300))) }
        lines += view.node.map { row("node", Printable.line($0)) }
        return lines
    }

    private func shown(_ reference: ImageReference) -> String {
        reference.repository + (reference.tag.isEmpty ? "" : ":\(reference.tag)")
            + (reference.digest.isEmpty ? "" : "@\(reference.digest)")
    }

    private func cause(_ cause: Cause) -> [String] {
        let mark: String
        switch cause.weight {
        case .fault: mark = style.bad("wrong")
        case .risk: mark = style.strong("risk ")
        case .note: mark = style.faint("note ")
        }
        return ["  \(mark)  \(cause.words) \(style.faint("[\(cause.code)]"))"]
            + cause.proof.map { "           seen: \(Printable.line($0))" }
    }

    private func event(_ meaning: EventMeaning) -> String {
        let event = meaning.event
        let time = event.time.map { "\($0.whole) " } ?? ""
        let whose = event.isOurs ? "Pullpass says of" : "of"
        return
            "  event  \(time)\(Printable.text(event.reason)), \(whose) \(Printable.text("\(event.kind) \(event.name)")): \(meaning.meaning)"
    }

    private func row(_ label: String, _ text: String) -> String {
        "    " + label + String(repeating: " ", count: max(1, 11 - label.count)) + text
    }
}
