internal import Text

/// What a kubelet's log says of its credential providers, of which the Pods show nothing.
struct KubeletLog {
    /// The flag by which a kubelet knows of providers, as it writes down its flags when it starts (with `-v=1` and more).
    static let flag = "--image-credential-provider-config"
    private static let failed = "error execing credential provider plugin "

    /// Whether it was started without the flag; false where the log does not say it.
    private(set) var lacksProviders = false
    /// What each provider failed with last, by its name.
    private(set) var failures: [String: String] = [:]

    init(_ bytes: [UInt8]) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line.prefix(8192), as: UTF8.self)
            if let range = text.firstRange(of: "FLAG: \(Self.flag)=") {
                // What ran before it was started again counts no more.
                failures = [:]
                let value = text[range.upperBound...].filter { !["\"", "\\"].contains($0) }
                lacksProviders = value.allSatisfy(\.isWhitespace)
            } else if let range = text.firstRange(of: Self.failed) {
                let rest = text[range.upperBound...]
                guard let name = rest.split(separator: " ", maxSplits: 1).first else { continue }
                let words = rest.firstRange(of: ": ").map { rest[$0.upperBound...] } ?? rest
                failures[String(name)] = Redaction().line(String(words), limit: 300)
            }
        }
    }
}
