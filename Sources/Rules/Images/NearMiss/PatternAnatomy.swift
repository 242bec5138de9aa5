/// The host, port and path of a pattern or of a repository, for telling people which of them differs.
struct PatternAnatomy: Sendable, Hashable {
    /// Without port.
    var host: String
    /// Digits; nil where there is none.
    var port: String?
    /// With its leading slash; empty where there is none.
    var path: String

    init(_ text: String) {
        let url = text.prefix { $0 != "#" && $0 != "?" }
        let slash = url.firstIndex(of: "/") ?? url.endIndex
        var authority = url[..<slash]
        path = String(url[slash...])
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        host = String(authority)
        if let colon = authority.lastIndex(of: ":") {
            let digits = authority[authority.index(after: colon)...]
            // Colons inside brackets belong to an IPv6 address.
            guard digits.allSatisfy({ ("0"..."9").contains($0) }) else { return }
            host = String(authority[..<colon])
            port = digits.isEmpty ? nil : String(digits)
        }
    }

    /// The parts of the host between dots.
    var hostParts: [Substring] { host.split(separator: ".", omittingEmptySubsequences: false) }
}
