/// Where a value stands in an object: `spec.templates[2].container.image`.
struct FieldPath: Sendable, Hashable, CustomStringConvertible {
    private enum Step: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    /// The most characters of a key that are shown.
    private static let shownLength = 63
    private var steps: [Step] = []

    /// The object itself.
    static let root = FieldPath()

    /// Makes the path to a key of the object.
    static func key(_ key: String) -> FieldPath { root.appending(key) }

    func appending(_ key: String) -> FieldPath { appending(.key(key)) }
    func appending(_ index: Int) -> FieldPath { appending(.index(index)) }

    private func appending(_ step: Step) -> FieldPath {
        var path = self
        path.steps.append(step)
        return path
    }

    /// How many steps lead there.
    var depth: Int { steps.count }

    /// The path without its last step.
    var parent: FieldPath {
        var path = self
        path.steps = Array(steps.dropLast())
        return path
    }

    /// The last key on the way, whatever list entries come after it.
    var lastKey: String? {
        for case .key(let key) in steps.reversed() { return key }
        return nil
    }

    /// As people write it.
    var description: String { text { "[\($0)]" } }

    /// Whether it is one of the places of a pattern, in which `[]` is any entry of a list and `*` any key.
    func matches(_ pattern: String) -> Bool {
        let own = text { _ in "[]" }.split(separator: ".", omittingEmptySubsequences: false)
        let wanted = pattern.split(separator: ".", omittingEmptySubsequences: false)
        return own.count == wanted.count && zip(own, wanted).allSatisfy { $1 == "*" || $0 == $1 }
    }

    private func text(_ index: (Int) -> String) -> String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .index(let number): text += index(number)
            case .key(let key):
                // A dot of a key would read as two steps.
                let shown = key.prefix(Self.shownLength)
                text += (text.isEmpty ? "" : ".") + (key.contains(".") ? "\"\(shown)\"" : String(shown))
            }
        }
    }
}
