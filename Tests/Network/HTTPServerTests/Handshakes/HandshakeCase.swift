/// What a client sends in place of a handshake, and what the server must do.
struct HandshakeCase: Sendable {
    enum Reaction: Sendable, Equatable {
        /// It goes on: its own message has come.
        case hello
        /// It says why not (RFC 8446 section 6), and closes.
        case alert(UInt8)
        /// It says so by an alert that the RFC does not name for the case, or not clearly: OpenSSL's choice.
        case refused
        /// It says in plain HTTP that it speaks TLS, and closes.
        case plainText
        /// It closes.
        case silence
        case somethingElse(String)

        init(_ bytes: [UInt8]) {
            if bytes.isEmpty {
                self = .silence
            } else if bytes.count > 5, bytes[0] == 22, bytes[5] == 2 {
                self = .hello
            } else if bytes.count >= 7, bytes[0] == 21, bytes[5] == 2 {
                self = .alert(bytes[6])
            } else if String(decoding: bytes, as: UTF8.self).hasPrefix("HTTP/1.1 400 ") {
                self = .plainText
            } else {
                self = .somethingElse(String(describing: bytes.prefix(20)))
            }
        }
    }

    let name: String
    let sent: [UInt8]
    let reaction: Reaction

    /// Whether the server has done what it must.
    func isMet(by reaction: Reaction) -> Bool {
        if case .alert = reaction, self.reaction == .refused { return true }
        return reaction == self.reaction
    }

    init(_ name: String, _ sent: [UInt8], _ reaction: Reaction) {
        self.name = name
        self.sent = sent
        self.reaction = reaction
    }

    /// A ClientHello with one thing changed.
    static func hello(_ name: String, _ reaction: Reaction, _ change: (inout ClientHello) -> Void) -> HandshakeCase {
        var hello = ClientHello()
        change(&hello)
        return HandshakeCase(name, hello.records(), reaction)
    }

    /// A ClientHello with one extension more, or with another one of its type.
    static func with(_ name: String, _ type: UInt16, _ content: [UInt8], _ reaction: Reaction) -> HandshakeCase {
        hello(name, reaction) { hello in
            hello.extensions.removeAll { $0.type == type }
            hello.extensions.append(ClientHello.Extension(type, content))
        }
    }
}
