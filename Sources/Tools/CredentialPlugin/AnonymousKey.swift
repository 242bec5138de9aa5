internal import Credentials

/// The key under which the kubelet tries without a credential, after all others of an answer.
///
/// Within one answer there is no order among equal keys, as there is among the Secrets of a Pod (``Credentials/AnonymousAuths``): what
/// decides are the bytes of the keys, of which the kubelet goes through the greatest first, over all providers. A star is less than
/// whatever may stand in a host, so that a key of stars alone comes last. It matches more than the image, which does no harm: the
/// kubelet uses an answer for no other host.
enum AnonymousKey {
    /// The key for the host of an image.
    ///
    /// - Parameters:
    ///   - keys: The other keys of the answer.
    ///   - authority: The host with its port.
    /// - Returns: Nil where no key comes after them: an address in brackets has no stars.
    static func after(_ keys: [String], authority: String) -> String? {
        guard !authority.hasPrefix("[") else { return nil }
        let colon = authority.lastIndex(of: ":") ?? authority.endIndex
        let labels = authority[..<colon].split(separator: ".", omittingEmptySubsequences: false)
        let others = keys.map { AuthsKey(key: $0).text }
        // One star more than any other key begins with.
        let stars = (others.map { $0.prefix { $0 == "*" }.utf8.count }.max() ?? 0) + 1
        let host = [String(repeating: "*", count: stars)] + labels.dropFirst().map { _ in "*" }
        let key = host.joined(separator: ".") + authority[colon...]
        guard others.allSatisfy({ key.utf8.lexicographicallyPrecedes($0.utf8) }) else { return nil }
        return key
    }
}
