/// A registry as people write it where a host is wanted, taken apart so that a user name and a password in it are not shown.
///
/// Any scheme may stand in front, also one that the kubelet does not cut. The password need not be escaped as URLs want it: the kubelet then takes
/// what stands before a `/`, `?` or `#` in it for the host.
struct WrittenURL {
    /// Blanks and schemes, as they stand: `https://`.
    let scheme: Substring
    /// What stands before an `@` and is not the beginning of an image; nil for none.
    let login: Substring?
    /// The rest, from the host on.
    let rest: Substring

    init(_ text: String) {
        let start = Self.endOfSchemes(text.utf8)
        scheme = text[..<start]
        let all = text[start...]
        let authority = all.utf8.prefix { !Self.isEndOfAuthority($0) }
        guard let at = Self.endOfLogin(all) ?? authority.lastIndex(of: ASCII.at) else {
            login = nil
            rest = all
            return
        }
        login = all[..<at]
        rest = all[all.utf8.index(after: at)...]
    }

    /// Whether the kubelet takes a part of the password, or all of it, for a host or a path.
    var isLoginMisread: Bool { login?.utf8.contains(where: Self.isEndOfAuthority) ?? false }

    /// The pattern, or key, that was meant.
    var pattern: String {
        let url = rest.utf8.prefix { $0 != ASCII.question && $0 != ASCII.hash }.drop { $0 == ASCII.slash }
        let host = url.prefix { $0 != ASCII.slash }
        return ImagePattern.pattern(host: String(Substring(host)), path: String(Substring(url[host.endIndex...])))
    }

    private static func isEndOfAuthority(_ byte: UInt8) -> Bool {
        byte == ASCII.slash || byte == ASCII.question || byte == ASCII.hash
    }

    private static func endOfSchemes(_ text: String.UTF8View) -> String.Index {
        var start = text.firstIndex { $0 > 0x20 } ?? text.endIndex
        while true {
            let word = text[start...].prefix {
                $0 > 0x20 && $0 != ASCII.colon && $0 != ASCII.at && !isEndOfAuthority($0)
            }
            guard !word.isEmpty, text[word.endIndex...].starts(with: "://".utf8) else { return start }
            start = text.index(word.endIndex, offsetBy: 3)
        }
    }

    /// The last `@`, unless it belongs to an image: one with a digest, or with a host and a path before it.
    private static func endOfLogin(_ text: Substring) -> String.Index? {
        var bytes = text.utf8
        while let at = bytes.lastIndex(of: ASCII.at) {
            let isDigest = ["sha256:", "sha384:", "sha512:"].contains {
                text.utf8[at...].dropFirst().starts(with: $0.utf8)
            }
            guard isDigest else { return isImage(bytes[..<at]) ? nil : at }
            bytes = bytes[..<at]
        }
        return nil
    }

    private static func isImage(_ text: Substring.UTF8View) -> Bool {
        let host = text.prefix { $0 != ASCII.slash }
        return host.contains(ASCII.dot) && host.endIndex < text.endIndex
            && !text.contains { $0 == ASCII.colon || $0 == ASCII.percent }
    }
}
