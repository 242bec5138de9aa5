extension Glob {
    /// Whether a host matches one with wildcards: as many parts between dots, each of which matches its own.
    ///
    /// - Parameters:
    ///   - pattern: Holds the host with wildcards, without a port.
    ///   - patternRange: Where that stands.
    ///   - name: Holds the host, without a port.
    ///   - nameRange: Where that stands.
    ///   - budget: What comparisons may still cost.
    /// - Returns: False also where the budget is not enough.
    static func matchesParts(
        _ pattern: Span<UInt8>,
        _ patternRange: Range<Int>,
        name: Span<UInt8>,
        _ nameRange: Range<Int>,
        budget: inout MatchBudget
    ) -> Bool {
        var part = patternRange.lowerBound
        var position = nameRange.lowerBound
        while true {
            let partEnd = pattern.firstIndex(of: ASCII.dot, in: part..<patternRange.upperBound)
            let nameEnd = name.firstIndex(of: ASCII.dot, in: position..<nameRange.upperBound)
            guard budget.take(pattern: partEnd - part, name: nameEnd - position) else { return false }
            guard matches(pattern, part..<partEnd, name: name, position..<nameEnd) else { return false }
            let isLastPart = partEnd == patternRange.upperBound
            guard isLastPart == (nameEnd == nameRange.upperBound) else { return false }
            if isLastPart { return true }
            part = partEnd + 1
            position = nameEnd + 1
        }
    }
}
