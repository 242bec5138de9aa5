internal import Images
internal import Text

/// Something that keeps a Pod from its image, or would: what it is, how it is known, and what to do.
///
/// One vocabulary for all that Pullpass says of such things: doctor, explain, status, healing, warnings and Events. Its words stand in
/// ``Kind``, each in one place; a cause has only the names that go into them.
package struct Cause: Sendable, Hashable {
    /// What goes into the words of a kind.
    package enum Slot: String, Sendable, Hashable, CaseIterable {
        /// Of the Pod: its namespace, its own name, an image of it, its ServiceAccount, and who makes it, as `deployment/web`.
        case namespace, pod, image, account, object
        /// A Secret, a key in it, and another pair of these that has to do with it.
        case secret, key, other, otherKey
        /// A registry of the configuration, and the host that images name.
        case registry, host
        /// The namespace that Pullpass is in, its Deployment and its Lease there, its release, and its registration or policy.
        case home, ours, lease, release, registration
        /// Something to write, a label, a time, and words of somebody else.
        case value, label, time, detail

        /// Those that a person may have written as a URL, with a user name and a password in it.
        fileprivate static let keys: Set = [Slot.key, .otherKey]
    }

    /// What to do: in words, and as a command where one does it.
    package struct Step: Sendable, Hashable {
        /// A clause without a full stop.
        package let words: String
        /// A line for a shell, in which no name of somebody else can be more than a word.
        package let command: String?

        /// Makes a step.
        package init(_ words: String, command: String? = nil) { (self.words, self.command) = (words, command) }
    }

    /// Which it is.
    package let kind: Kind
    /// The names, as they came; they are cleaned where they are shown.
    package var values: [Slot: String]
    /// What it does to the Pod at hand: that of its kind, or less where the Pod runs all the same.
    package var weight: Kind.Weight
    /// Whether the Pod at hand has to be made again after the step: as its kind says, but for what lies elsewhere, or a new Pod lacks as well.
    package var needsNewPod: Bool
    /// Whether the Secret that the step writes is of the type `kubernetes.io/dockercfg`, whose key and text are others, and which it keeps for life.
    package var isOldType = false
    /// What was seen of it, each a clause without a full stop, made of cleaned names.
    package var proof: [String]

    /// Makes a cause.
    package init(_ kind: Kind, _ values: [Slot: String] = [:], proof: [String] = []) {
        (self.kind, self.values, self.proof) = (kind, values, proof)
        (weight, needsNewPod) = (kind.weight, kind.needsNewPod)
    }

    /// The stable word for programs.
    package var code: String { kind.code }
    /// What it is, as a sentence without a full stop.
    package var words: String { shown(kind.words) }
    /// What to do about it.
    package var step: Step {
        // A key that has a password in it is in no command.
        let isPlain = Slot.keys.allSatisfy { values[$0].map { DockerConfigKey.shown($0) == $0 } ?? true }
        let words = isOldType ? kind.stepForOldType : kind.step
        let command = isOldType ? kind.commandForOldType : kind.command
        return Step(shown(words), command: isPlain ? filled(command, ShellWord.plain) : nil)
    }

    /// A text of somebody else as it stands in proofs: one line, without what nobody sees.
    package static func cleaned(_ text: String) -> String { Printable.line(text, limit: 300) }

    /// A text for people, in which a value that is not known is the name of its slot.
    private func shown(_ template: String) -> String {
        var known = self
        for slot in Slot.allCases where values[slot] == nil { known.values[slot] = "(\(slot.rawValue))" }
        return known.filled(template) { Printable.line($0, limit: 300) } ?? template
    }

    /// A text with values in place of `{slot}`; braces of anything else stay.
    ///
    /// - Returns: Nil where a value is not known, or not shown.
    private func filled(_ template: String, _ shown: (String) -> String?) -> String? {
        guard !template.isEmpty else { return nil }
        var output = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            output += rest[..<open]
            if let slot = Slot(rawValue: String(rest[rest.index(after: open)..<close])) {
                let known = values[slot].map { Slot.keys.contains(slot) ? DockerConfigKey.shown($0) : $0 }
                guard let value = known.flatMap(shown) else { return nil }
                output += value
                rest = rest[rest.index(after: close)...]
            } else {
                output += "{"
                rest = rest[rest.index(after: open)...]
            }
        }
        return output + rest
    }
}
