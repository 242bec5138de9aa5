extension StringProtocol {
    /// The text without white space and line ends around it; Unicode's count as well.
    package var trimmed: SubSequence {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return self[endIndex...] }
        return self[start...last]
    }
}
