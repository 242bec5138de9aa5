internal import Names
internal import Text

/// Something on a namespace that was meant for ``PullpassKey/inject``, and says nothing as it is written.
///
/// A pure function of what stands there; whoever tells it bounds how often, since whoever may label can do so without end.
package struct InjectSlip: Sendable, Hashable {
    /// What was meant.
    package enum Meaning: Sendable, Hashable {
        /// Secrets.
        case optIn
        /// None.
        case optOut

        fileprivate var value: String { self == .optIn ? "enabled" : "disabled" }
    }

    /// How it stands there, `key=value`, in one short line.
    package let spelling: String
    /// Whether it is an annotation.
    package let isAnnotation: Bool
    /// What was meant.
    package let meaning: Meaning

    /// What to write: `pullpass.dev/inject=enabled`.
    package var correction: String { "\(PullpassKey.inject)=\(meaning.value)" }

    private init?(_ key: String, _ value: String, isAnnotation: Bool) {
        guard key.utf8.count <= Self.longest, value.utf8.count <= Self.longest else { return nil }
        guard let likeness = InjectKeyLikeness(key) else { return nil }
        let isNegated = likeness == .near && InjectKeyLikeness.isNegated(key)
        var meaning: Meaning
        switch InjectValueLikeness(value) {
        case .word(let word): meaning = word
        case .nearWord(let word) where likeness != .bare: meaning = word
        // Whoever writes the very key means something by it; another one says nothing without a value that does.
        case .unclear where likeness == .same: meaning = .optIn
        case .nearWord, .unclear: return nil
        }
        // `disabled=true` says the opposite of its value.
        if isNegated { meaning = meaning == .optIn ? .optOut : .optIn }
        self.meaning = meaning
        self.isAnnotation = isAnnotation
        spelling = Printable.line("\(key)=\(value)", limit: 160)
    }

    /// No label that anybody writes for us is longer.
    private static let longest = 128

    /// What of a namespace's labels and annotations was meant for us and does not count; few of many.
    ///
    /// - Parameters:
    ///   - labels: all its labels.
    ///   - annotations: those that may be meant for us.
    ///   - selects: whether a namespace with such labels gets Secrets: what would change nothing if it were written right is no slip.
    /// - Returns: three at most, in the order of their spelling.
    package static func onNamespace(
        labels: [String: String],
        annotations: [String: String],
        selects: ([String: String]) -> Bool
    ) -> [InjectSlip] {
        let slips = slips(labels, annotations)
        guard !slips.isEmpty else { return [] }
        let isSelected = selects(labels)
        return slips.filter { slip in
            guard isSelected == (slip.meaning == .optOut) else { return false }
            var corrected = labels
            corrected[PullpassKey.inject] = slip.meaning.value
            return selects(corrected) != isSelected
        }
    }

    /// So many are shown of one object.
    private static let limit = 3

    private static func slips(_ labels: [String: String], _ annotations: [String: String]) -> [InjectSlip] {
        func isRight(_ key: String, _ value: String) -> Bool {
            key == PullpassKey.inject && (InjectValue.enabled + InjectValue.disabled).contains(value)
        }
        let ofLabels = labels.filter { !isRight($0.key, $0.value) }.compactMap {
            InjectSlip($0.key, $0.value, isAnnotation: false)
        }
        let ofAnnotations = annotations.compactMap { InjectSlip($0.key, $0.value, isAnnotation: true) }
        return Array((ofLabels + ofAnnotations).sorted { $0.spelling < $1.spelling }.prefix(limit))
    }
}

/// How much a key looks like ``PullpassKey/inject``.
private enum InjectKeyLikeness {
    /// It is that.
    case same
    /// It can hardly be anybody else's.
    case near
    /// Its name alone, which others may use as well.
    case bare

    init?(_ key: String) {
        if key == PullpassKey.inject {
            self = .same
            return
        }
        let parts = key.lowercased().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1:
            let words = parts[0].split { "-._".contains($0) }.map(String.init)
            if words.contains(where: Self.isOurName) {
                self = .near
            } else if parts[0] == "inject" {
                self = .bare
            } else {
                return nil
            }
        case 2:
            let labels = parts[0].split(separator: ".").map(String.init)
            guard labels.contains(where: Self.isOurName), Self.isInject(parts[1]) else { return nil }
            self = .near
        default: return nil
        }
    }

    /// Whether the name says the opposite of ours.
    static func isNegated(_ key: String) -> Bool {
        let words = key.lowercased().split { "/-._".contains($0) }
        return words.contains { ["disable", "disabled", "optout", "out", "no", "not", "skip", "exclude"].contains($0) }
    }

    private static func isOurName(_ word: String) -> Bool { Slips.between(word.utf8, "pullpass".utf8) <= 2 }

    private static func isInject(_ name: String) -> Bool {
        let words = name.split { "-._".contains($0) }.map(String.init)
        let first = words.first ?? ""
        return first.hasPrefix("inject") || Slips.between(first.utf8, "inject".utf8) <= 2
            || ["enabled", "enable", "disabled", "disable", "opt", "optin", "optout", "no", "not", "skip", "exclude"]
                .contains(first)
    }
}

/// What a value looks like.
private enum InjectValueLikeness {
    /// A word that means the one or the other, in whichever case.
    case word(InjectSlip.Meaning)
    /// Near to such a word.
    case nearWord(InjectSlip.Meaning)
    /// Anything else, nothing at all included.
    case unclear

    private static let optIn: Set<String> = [
        "enabled", "enable", "true", "yes", "y", "on", "1", "t", "inject", "injected", "always", "active", "allow",
        "allowed", "optin", "ok", "in",
    ]
    private static let optOut: Set<String> = [
        "disabled", "disable", "false", "no", "n", "off", "0", "f", "none", "never", "skip", "ignore", "ignored",
        "deny",
        "denied", "exclude", "excluded", "inactive", "optout", "out",
    ]

    init(_ value: String) {
        let word = value.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        if Self.optIn.contains(word) {
            self = .word(.optIn)
        } else if Self.optOut.contains(word) {
            self = .word(.optOut)
        } else {
            func slips(_ words: [String]) -> Int { words.map { Slips.between(word.utf8, $0.utf8) }.min() ?? .max }
            let (toIn, toOut) = (slips(["enabled", "true"]), slips(["disabled", "false"]))
            let isNear = word.utf8.count >= 3 && min(toIn, toOut) <= 2 && toIn != toOut
            self = isNear ? .nearWord(toIn < toOut ? .optIn : .optOut) : .unclear
        }
    }
}
