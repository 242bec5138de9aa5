import Controllers
import FoundationEssentials
import Testing

/// The seed from which all simulations of this process take their randomness.
enum TestSeed {
    private static let variable = "PULLPASS_TEST_SEED"

    /// Another one in each process, unless the environment says which.
    static let current =
        ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) } ?? .random(in: .min ... .max)

    static var advice: Comment { "replay with \(variable)=\(current)" }
}

extension SeededRandom {
    /// A seed for something else that is random.
    mutating func nextSeed() -> UInt64 { UInt64(next() * 0x1p53) }
}

extension Trait where Self == IssueHandlingTrait {
    /// Adds to each failure of a simulation with which seed it comes again.
    static var replayable: Self {
        .compactMapIssues { issue in
            var issue = issue
            issue.comments.append(TestSeed.advice)
            return issue
        }
    }
}
