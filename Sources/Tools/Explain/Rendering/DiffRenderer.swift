package import Text

/// Writes what changes in each Pod's spec as a unified diff of YAML; Pods that stay as they are have none.
///
/// Of a Pod that is there already it is what one that is made again would have.
package struct DiffRenderer: Sendable {
    private let style: TextStyle

    /// Makes a renderer.
    package init(style: TextStyle) { self.style = style }

    /// The text; control characters of the manifests are escaped.
    package func render(_ explanation: Explanation) -> String {
        explanation.verdicts.filter { $0.isChanged || $0.lack != nil }.map(diff).joined(separator: "\n")
    }

    private func diff(_ verdict: PodVerdict) -> String {
        let title = verdict.title.printable
        let after = verdict.existing == nil ? "as its Pods are made" : "made again"
        var lines = [
            style.strong("--- \(title)  \("\(verdict.location)".printable)"), style.strong("+++ \(title)  \(after)"),
            style.faint("@@ spec of the Pod @@"),
        ]
        lines += list(verdict.secretsPresent, verdict.secretsAfter)
        var list = ""
        for change in verdict.policyChanges {
            if change.list != list { lines.append("  \(change.list):") }
            list = change.list
            lines.append("  - name: \(change.name.printable)")
            let isVolume = change.list == "volumes"
            if isVolume { lines.append("    image:") }
            let indent = isVolume ? "      pullPolicy: " : "    imagePullPolicy: "
            if let before = change.before { lines.append(style.bad("-\(indent.dropFirst())\(before.printable)")) }
            lines.append(style.good("+\(indent.dropFirst())Always"))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The list of pull Secrets: what is taken out goes before what is put in, since both happen at one end.
    private func list(_ before: [String], _ after: [String]) -> [String] {
        guard before != after else { return [] }
        let kept = before.filter { after.contains($0) && after.firstIndex(of: $0) == before.firstIndex(of: $0) }
        let head = "imagePullSecrets:"
        var lines = [before.isEmpty ? style.good("+ \(head)") : "  \(head)"]
        lines += kept.map { "  - name: \($0.printable)" }
        lines += before.filter { !kept.contains($0) }.map { style.bad("- - name: \($0.printable)") }
        lines += after.filter { !kept.contains($0) }.map { style.good("+ - name: \($0.printable)") }
        return lines
    }
}
