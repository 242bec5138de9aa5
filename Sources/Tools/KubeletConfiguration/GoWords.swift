internal import Images
internal import KubeletProtocol
internal import Text
internal import YAML

/// What Go says about values, as it stands in the kubelet's log.
enum GoWords {
    /// A text in quotes, cut where it is long.
    static func quoted(_ text: String) -> String {
        let head = text.unicodeScalars.prefix(120)
        let isCut = head.endIndex != text.unicodeScalars.endIndex
        return (String(head) + (isCut ? "…" : "")).quotedJSON(.ascii)
    }

    /// A duration as Go prints it.
    static func text(_ duration: Duration) -> String {
        duration < .zero ? "-" + GoDuration.text(.zero - duration) : GoDuration.text(duration)
    }

    /// What `encoding/json` calls a value.
    static func kind(of node: YAMLNode) -> String {
        switch node.value {
        case .null: "null"
        case .bool: "bool"
        case .integer, .float: "number"
        case .string: "string"
        case .sequence: "array"
        case .mapping: "object"
        }
    }

    /// Whether `time.ParseDuration` reads a text, and what it says where it does not.
    static func flaw(ofDuration text: String) -> String? {
        guard GoDuration.read(text) == nil else { return nil }
        var rest = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0 == "." || ("0"..."9").contains($0) }
            guard digits.contains(where: { $0 != "." }), digits.count(where: { $0 == "." }) <= 1 else { break }
            rest = rest[digits.endIndex...]
            let unit = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
            if unit.isEmpty { return "time: missing unit in duration \(quoted(text))" }
            guard ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].contains(String(unit)) else {
                return "time: unknown unit \(quoted(String(unit))) in duration \(quoted(text))"
            }
            rest = rest[unit.endIndex...]
        }
        return "time: invalid duration \(quoted(text))"
    }

    /// What `url.Parse` says about a pattern that it cannot read.
    static func flaw(ofPattern pattern: String, _ reason: ImagePatternError.Reason) -> String {
        let start = "parse \(quoted("https://" + pattern)): "
        switch reason {
        case .controlCharacter: return start + "net/url: invalid control character in URL"
        case .hostCharacter:
            let host = pattern.prefix { $0 != "/" }
            let letter = host.first { !$0.isASCII || " \\^`{|}".contains($0) }
            return start + "invalid character \(quoted(letter.map { String($0) } ?? " ")) in host name"
        case .port:
            let host = pattern.prefix { $0 != "/" }
            return start + "invalid port \(quoted(String(host.drop { $0 != ":" }))) after host"
        // What is in brackets but no address has other words in each Go.
        case .brackets: return pattern.contains("]") ? String(start.dropLast(2)) : start + "missing ']' in host"
        case .escape: return start + "invalid URL escape"
        case .user: return start + "net/url: invalid userinfo"
        case .malformedGlob: return "syntax error in pattern"
        }
    }
}
