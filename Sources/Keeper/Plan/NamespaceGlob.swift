/// A namespace name in which `*` stands for any run of characters.
struct NamespaceGlob: Sendable, Hashable {
    private let glob: [UInt8]

    init(_ text: String) { glob = Array(text.utf8) }

    /// Whether the whole name fits.
    ///
    /// Goes back only to the last star: what an earlier one could take, the last one can take as well.
    func matches(_ name: String) -> Bool {
        let text = Array(name.utf8)
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
        return glob[globIndex...].allSatisfy { $0 == star }
    }
}
