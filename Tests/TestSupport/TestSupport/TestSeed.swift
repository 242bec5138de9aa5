import FoundationEssentials
package import Testing

/// Where simulations take their randomness from, so that a failure can be had again.
///
/// Every run has another seed, unless `PULLPASS_TEST_SEED` names one. ``Testing/Trait/seeded`` prints it with each failure.
package enum TestSeed {
    /// The variable that names the seed.
    package static let variable = "PULLPASS_TEST_SEED"

    /// The seed of this run.
    package static let current: UInt64 =
        ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) } ?? .random(in: .min ... .max)

    /// A generator that starts with the current seed; tests run side by side, so each makes one of its own.
    package static func generator() -> SeededGenerator { SeededGenerator(seed: current) }
}

/// SplitMix64: the same numbers for the same seed, in every run and on every machine.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts with a seed.
    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension Trait where Self == IssueHandlingTrait {
    /// Adds to every failure of a simulation how to have it again.
    package static var seeded: Self {
        .compactMapIssues { issue in
            let hint: Comment = "seed: to have this again, set \(TestSeed.variable)=\(TestSeed.current)"
            var issue = issue
            // A suite hands its traits down to its tests, which would say it twice.
            if !issue.comments.contains(hint) { issue.comments.append(hint) }
            return issue
        }
    }
}
