/// What the kubelet takes for an image reference (`distribution/reference`), as regular expressions.
///
/// They are for names that ``ReferenceExpression`` has normalised, so that a host always stands first.
struct ImageGrammar: Sendable {
    /// Whether hosts may be addresses in brackets; without a rule that matches them they need not be readable.
    let readsAddresses: Bool

    /// A first component that is a host and not an account of Docker Hub.
    static let startsWithHost: RegularExpression = #"^(?:[^/]*[.:A-Z][^/]*|localhost)/"#
    /// Docker Hub under either of its names.
    static let startsWithDockerHub: RegularExpression = #"^(?:index\.)?docker\.io/"#
    /// An image ID, which is never a name.
    static let identifier: RegularExpression = #"^[0-9a-f]{64}$"#

    /// A whole name: host, path, tag, digest.
    ///
    /// A first component that is no host for its underscore, as in `my_host.corp/app`, is one for the kubelet all the same.
    var reference: RegularExpression {
        "^(?:\(host)|\(Self.component))/\(Self.component)(?:/\(Self.component))*\(Self.tag)\(Self.digest)$"
    }

    /// At most 255 characters, for which a host counts only if it is none.
    var length: RegularExpression { "^(?:\(host)/)?[^:@]{1,255}(?:[:@][^/]*)?$" }

    private var host: RegularExpression {
        let names = "\(Self.label)(?:\\.\(Self.label))*"
        return readsAddresses
            ? RegularExpression("(?:\(names)|\\[(?:\(Self.address))\\])\(Self.port)")
            : RegularExpression("\(names)\(Self.port)")
    }

    private static let component = #"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"#
    private static let label = "[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?"
    private static let port = "(?::[0-9]+)?"
    private static let tag = #"(?::\w[\w.-]{0,127})?"#
    private static let digest = "(?:@(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}))?"

    /// An IPv6 address: eight fields, or fewer with one `::`.
    private static let address: String = {
        let field = "[0-9A-Fa-f]{1,4}"
        let shortened = (1...6).map { "(?:\(field):){1,\($0)}(?::\(field)){1,\(7 - $0)}" }
        return
            (["(?:\(field):){7}\(field)"] + shortened + ["(?:\(field):){1,7}:", ":(?::\(field)){1,7}", "::"])
            .joined(separator: "|")
    }()
}
