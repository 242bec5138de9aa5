/// One thing that was looked at.
package struct NodeFinding: Sendable, Hashable {
    /// What came of it.
    package enum Verdict: String, Sendable, Hashable {
        /// It is as it should be.
        case good = "ok"
        /// It is not; the kubelet does without the plugin, or does not start.
        case bad = "NO"
        /// It cannot be told from here, or is somebody's choice.
        case unknown = "?"
    }

    /// What came of it.
    package let verdict: Verdict
    /// What it is, and what to do.
    package let text: String

    static func good(_ text: String) -> NodeFinding { NodeFinding(verdict: .good, text: text) }
    static func bad(_ text: String) -> NodeFinding { NodeFinding(verdict: .bad, text: text) }
    static func unknown(_ text: String) -> NodeFinding { NodeFinding(verdict: .unknown, text: text) }

    /// `NO  …`.
    package var line: String { verdict.rawValue + String(repeating: " ", count: 4 - verdict.rawValue.count) + text }
}
