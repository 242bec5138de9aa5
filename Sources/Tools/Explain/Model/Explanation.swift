/// Everything there is to say about some manifests.
package struct Explanation: Sendable, Hashable {
    /// What it comes to, in the order of exit statuses.
    package enum Conclusion: Int, Sendable, Hashable {
        /// Every Pod gets what it needs, which may be nothing.
        case complete = 0
        /// Some Pod goes without a Secret that was most likely meant for it.
        case lacking = 1
        /// Some of the input could not be read.
        case unreadable = 2
    }

    /// One verdict for each Pod and each object that makes Pods, in the order of the input.
    package var verdicts: [PodVerdict]
    /// How many objects make no Pods, by kind.
    package var otherObjects: [String: Int]
    /// How many of those are of kinds that controllers read, and have no image.
    package var imagelessObjects: [String: Int] = [:]
    /// What could not be read, in the order of the input.
    package var problems: [InputProblem]
    /// What cannot be known from manifests alone, each said once.
    package var notes: [String]

    /// What it comes to; its raw value is the exit status.
    package var conclusion: Conclusion {
        if !problems.isEmpty { return .unreadable }
        return verdicts.contains(where: \.isLacking) ? .lacking : .complete
    }

    /// Puts the problems into the order of the input.
    mutating func sortProblems(files: [String]) {
        let rank = Dictionary(zip(files, files.indices), uniquingKeysWith: min)
        problems.sort { left, right in
            let files = (rank[left.location.file] ?? 0, rank[right.location.file] ?? 0)
            return files.0 == files.1 ? left.location.line < right.location.line : files.0 < files.1
        }
    }
}
