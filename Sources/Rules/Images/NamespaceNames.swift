/// The namespaces of a rule: names in which `*` stands for any run of characters, the empty one too.
///
/// The webhook and the keeper must never disagree about it, so there is one.
package struct NamespaceNames: Sendable, Hashable {
    private let globs: [[UInt8]]

    /// Reads the names; none stand for every namespace.
    package init(_ names: [String]) {
        globs = names.map { Array($0.utf8) }
    }

    /// Whether one of the names covers `namespace`; no names at all cover everything, even an unknown namespace.
    package func contains(_ namespace: String?) -> Bool {
        if globs.isEmpty { return true }
        guard let namespace else { return false }
        return globs.contains { Self.matches($0.span, namespace.utf8Span.span) }
    }

    /// Goes back only to the last star: what an earlier one could take, the last one can take as well.
    private static func matches(_ glob: Span<UInt8>, _ text: Span<UInt8>) -> Bool {
        let star = UInt8(ascii: "*")
        var globIndex = 0
        var textIndex = 0
        var retry: (globIndex: Int, textIndex: Int)?
        while textIndex < text.count {
            if globIndex < glob.count, glob[globIndex] == star {
                globIndex += 1
                retry = (globIndex, textIndex)
            } else if globIndex < glob.count, glob[globIndex] == text[textIndex] {
                globIndex += 1
                textIndex += 1
            } else if let last = retry {
                globIndex = last.globIndex
                textIndex = last.textIndex + 1
                retry = (globIndex, textIndex)
            } else {
                return false
            }
        }
        while globIndex < glob.count, glob[globIndex] == star { globIndex += 1 }
        return globIndex == glob.count
    }
}
