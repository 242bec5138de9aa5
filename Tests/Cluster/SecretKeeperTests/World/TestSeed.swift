import FoundationEssentials
import Testing

/// The seed from which all simulations of this process take their randomness.
enum TestSeed {
    static let variable = "PULLPASS_TEST_SEED"

    /// Another one in each process, unless the environment says which.
    static let current =
        ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) } ?? .random(in: .min ... .max)
}

extension Trait where Self == IssueHandlingTrait {
    /// Adds to each failure of a simulation with which seed it comes again.
    static var seeded: Self {
        .compactMapIssues { issue in
            let advice: Comment = "seed: to have this again, set \(TestSeed.variable)=\(TestSeed.current)"
            // A suite's trait comes once with the suite and once with the test.
            guard !issue.comments.contains(advice) else { return issue }
            var issue = issue
            issue.comments.append(advice)
            return issue
        }
    }
}
