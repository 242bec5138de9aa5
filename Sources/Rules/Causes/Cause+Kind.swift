extension Cause {
    /// What can be wrong: a stable word, the words for people, and the next step.
    ///
    /// The kinds stand as static members in one file for each family. In their texts `{slot}` is a name of the cause.
    package final class Kind: Sendable, Hashable {
        /// What it does to the Pods concerned; larger is worse.
        package enum Weight: Int, Sendable, Hashable, Comparable {
            /// Something to know, which breaks nothing.
            case note
            /// It will break something, or breaks it for others.
            case risk
            /// It keeps Pods from their images.
            case fault

            package static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
        }

        /// The stable word for programs: `secret-missing`.
        package let code: String
        /// What it does.
        package let weight: Weight
        /// What it is, a sentence without a full stop.
        let words: String
        /// What to do, a clause without a full stop.
        let step: String
        /// The command that does it, and the one that only shows what is to be done; empty for none.
        private let run, look: String
        /// Whether a Pod that is there has to be made again before it is of use: what it lacks is in its list, which never changes.
        package let needsNewPod: Bool

        init(
            _ code: String,
            weight: Weight = .fault,
            _ words: String,
            do step: String,
            run: String = "",
            look: String = "",
            needsNewPod: Bool = false
        ) {
            (self.code, self.weight, self.words, self.step) = (code, weight, words, step)
            (self.run, self.look, self.needsNewPod) = (run, look, needsNewPod)
        }

        /// The command for the step; empty for none.
        var command: String { look.isEmpty ? run : look }
        /// Whether it only shows what is to be done.
        package var onlyLooks: Bool { !look.isEmpty }

        /// Whether its words or its command have a name of this sort in them.
        package func names(_ slot: Slot) -> Bool {
            [words, step, command].contains { $0.contains("{\(slot.rawValue)}") }
        }

        /// Kinds are the same that have the same word.
        package static func == (left: Kind, right: Kind) -> Bool { left.code == right.code }

        /// As ``==(_:_:)``.
        package func hash(into hasher: inout Hasher) { hasher.combine(code) }

        /// All of them, for what has to know each.
        package static let all = secrets + keyring + admission + keeping + registries + nodes + healing + unknown
    }
}
