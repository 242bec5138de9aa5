extension ImagePattern {
    /// What the kubelet reads in this pattern and its author probably did not mean; empty for most.
    package var advice: [ImagePatternAdvice] {
        // A scheme or an impossible host explains everything else that is odd, except what a "?" has cut off.
        if let scheme = schemeAdvice { return [scheme] }
        if let login = loginAdvice { return [login] }
        if let host = impossibleHostAdvice { return ignoredTextAdvice + [host] }
        return ignoredTextAdvice + hostAdvice + portAdvice + pathAdvice
    }

    var hostText: String { String(decoding: url.host, as: UTF8.self) }
    var pathText: String { String(decoding: url.path, as: UTF8.self) }
    /// Host and port as they are to be written.
    var authorityText: String { url.port.isEmpty ? hostText : String(decoding: url.authority, as: UTF8.self) }

    /// The text of a pattern for a message: as it was given, but with `…` in place of a user name and a password.
    package static func shown(_ text: String) -> String {
        let written = WrittenURL(text)
        return written.login == nil ? text : "\(written.scheme)…@\(written.rest)"
    }

    /// What to do about a user name and a password that the kubelet takes for something else.
    static func loginMessage(_ written: WrittenURL) -> String {
        "the kubelet takes the user name and password in it for a part of the host or path: write \(quoted(written.pattern)), without them"
    }

    private var schemeAdvice: ImagePatternAdvice? {
        guard url.ignored.contains(.emptyPort), url.path.starts(with: [ASCII.slash, ASCII.slash]) else { return nil }
        let pattern = WrittenURL(text).pattern
        guard !pattern.isEmpty else {
            return .never(.scheme, "the kubelet takes \(quoted(hostText)) for the host: write a host, without a scheme")
        }
        return .never(
            .scheme,
            "the kubelet takes \(quoted(hostText)) for the host: write \(quoted(pattern)), without a scheme"
        )
    }

    /// All other advice repeats what the kubelet has read, which may be a part of a password.
    private var loginAdvice: ImagePatternAdvice? {
        let written = WrittenURL(text)
        guard written.isLoginMisread else { return nil }
        let message = Self.loginMessage(written)
        let isNever = url.path.contains(ASCII.at) || impossibleHostAdvice != nil
        return isNever ? .never(.impossibleHost, message) : .surprising(.ignoredText, message)
    }

    private var portAdvice: [ImagePatternAdvice] {
        if url.port == Array("443".utf8) || url.port == Array("80".utf8) {
            let port = String(decoding: url.port, as: UTF8.self)
            return [
                .surprising(
                    .defaultPort,
                    "it matches only images that say :\(port) themselves; for the others write \(quoted(hostText + pathText))"
                )
            ]
        }
        guard url.ignored.contains(.emptyPort) else { return [] }
        return [.surprising(.emptyPort, "a colon without a port has no effect: write \(quoted(hostText + pathText))")]
    }

    private var ignoredTextAdvice: [ImagePatternAdvice] {
        let effective = quoted(authorityText + pathText)
        var advice: [ImagePatternAdvice] = []
        if url.ignored.contains(.query) {
            advice.append(
                .surprising(
                    .ignoredText,
                    "? is no wildcard here but starts a URL query, so that only \(effective) is looked at: use *"
                )
            )
        }
        if url.ignored.contains(.fragment) {
            advice.append(.surprising(.ignoredText, "# and what follows has no effect: write \(effective)"))
        }
        if url.ignored.contains(.user) {
            advice.append(.surprising(.ignoredText, "the user name before @ has no effect: write \(effective)"))
        }
        return advice
    }

    /// The names of Docker Hub that people know and images do not have.
    static let dockerHubNames = [
        "index.docker.io", "registry-1.docker.io", "hub.docker.com", "registry.hub.docker.com", "docker.com",
        "*.docker.io",
    ]

    /// The pattern for what somebody meant with a host and a path taken from a login command or a browser.
    static func pattern(host: String, path: String) -> String {
        let isEndpoint = ["/v1", "/v1/", "/v2", "/v2/"].contains(path)
        return (dockerHubNames.contains(host) ? "docker.io" : host) + (isEndpoint ? "" : path)
    }
}

extension ImagePatternAdvice {
    static func surprising(_ kind: Kind, _ message: String) -> ImagePatternAdvice {
        ImagePatternAdvice(kind: kind, severity: .surprising, message: message)
    }

    static func never(_ kind: Kind, _ message: String) -> ImagePatternAdvice {
        ImagePatternAdvice(kind: kind, severity: .neverMatches, message: message)
    }
}
