package import KubeletProtocol

/// What the plugin ends with.
package struct PluginOutcome: Sendable {
    /// What is printed; nil where there is nothing but ``words``, and the exit status is 1: only then the kubelet logs them.
    package let answer: PluginAnswer?
    /// What somebody has to know, for standard error: lines.
    package let words: [String]

    private static let mostWords = 8

    init(answer: PluginAnswer?, words: [String]) {
        self.answer = answer
        let more = words.count - Self.mostWords
        self.words = words.prefix(Self.mostWords) + (more > 0 ? ["and \(more) more"] : [])
    }
}
