extension ImagePattern {
    /// The host pattern as the kubelet reads it, unescaped and without port and brackets of an address.
    ///
    /// Bytes that are no UTF-8 come as U+FFFD, which no image has either.
    package var host: String { String(decoding: url.host, as: UTF8.self) }
    /// Whether the host is to be compared with each image, rather than looked up.
    package var hasWildcardHost: Bool { url.host.contains { Glob.isSpecial($0) || $0 == ASCII.closeBracket } }
    /// The digits of the port; empty for images without one.
    package var port: String { String(decoding: url.port, as: UTF8.self) }
    /// The prefix of the path with its slash, unescaped; empty for every path.
    package var path: String { String(decoding: url.path, as: UTF8.self) }
}
