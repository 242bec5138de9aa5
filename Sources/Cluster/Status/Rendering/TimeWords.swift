internal import Text

/// Times as people say them: `in 5 h 12 min`, `3 min ago`.
enum TimeWords {
    /// How far a time is from now.
    static func distance(to time: Timestamp, from now: Timestamp) -> String {
        let left = time - now
        return left >= .zero ? "in \(length(left))" : "\(length(.zero - left)) ago"
    }

    /// A length in its two largest units.
    static func length(_ duration: Duration) -> String {
        var seconds = max(0, duration.components.seconds)
        guard seconds > 0 else { return "less than 1 s" }
        var words: [String] = []
        for (unit, name) in [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")] as [(Int64, String)] {
            // A week is not told to the minute.
            guard words.count < 2 else { break }
            if seconds >= unit {
                words.append("\(seconds / unit) \(name)")
            } else if !words.isEmpty {
                break
            }
            seconds %= unit
        }
        return words.joined(separator: " ")
    }
}
