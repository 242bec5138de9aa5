/// Writes the patches alone: one JSON Patch (RFC 6902) a line, for each Pod in the order of the input.
///
/// A Pod that stays as it is, or that the webhook does not see, has the line `[]`, so that lines and Pods can be counted
/// against each other. The paths are those of the Pod, also where the object is a Deployment or another that makes Pods.
package struct PatchRenderer: Sendable {
    /// Makes a renderer.
    package init() {}

    /// The lines.
    package func render(_ explanation: Explanation) -> String {
        explanation.verdicts.map { ($0.isChanged ? $0.patch ?? "[]" : "[]") + "\n" }.joined()
    }
}
