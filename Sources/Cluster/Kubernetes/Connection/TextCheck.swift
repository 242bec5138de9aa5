internal import Text

/// Looks at texts that people put into kubeconfigs and variables before anybody is called with them.
enum TextCheck {
    /// A variable; nil where it is not set or empty.
    static func variable(_ name: String, in environment: [String: String]) throws(ConnectionError) -> String? {
        guard let text = environment[name], !text.isEmpty else { return nil }
        guard let flaw = TextFlaw(of: text, as: .secret) else { return text }
        throw ConnectionError("environment variable \(name): \(flaw.reason): \(flaw.fixOfValue)")
    }

    /// What is wrong with the value of a key of a kubeconfig, as the end of a sentence; nil where nothing is.
    static func complaint(_ text: String, of key: String) -> String? {
        switch TextFlaw(of: text, as: .secret) {
        case nil: nil
        // A password of a person may be anything that can be typed.
        case .blank where key == "password": nil
        case .lineBreak(let end): "\(TextFlaw.lineBreak(end).clause): remove it (after a | write |-)"
        case let flaw?: "\(flaw.clause): \(flaw.fix)"
        }
    }
}
