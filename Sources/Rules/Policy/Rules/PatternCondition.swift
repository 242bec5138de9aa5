internal import Images
internal import Text

/// One entry of `matchImages` as a condition on `r.repository`, a readable and normalised name.
struct PatternCondition: Sendable {
    /// The conditions of which one must hold; none where the kubelet matches no image.
    let alternatives: [String]
    /// Whether an address in brackets can match.
    let matchesAddresses: Bool

    /// Says a pattern in CEL.
    ///
    /// - Throws: the reason, where that is not possible.
    init(_ pattern: ImagePattern) throws(UnsayablePattern) {
        let host = pattern.host
        guard !host.contains(where: { $0 == "[" || $0 == "]" }) else { throw UnsayablePattern() }
        guard pattern.path.utf8.allSatisfy(Self.isPathByte) else {
            alternatives = []
            matchesAddresses = false
            return
        }
        // A readable name has a path, so that a pattern without one ends with the slash.
        let rest = (pattern.port.isEmpty ? "" : ":\(pattern.port)") + (pattern.path.isEmpty ? "/" : pattern.path)
        let name = Self.name(host, rest)
        let address = Self.address(host, hasPort: !pattern.port.isEmpty, rest)
        alternatives = [name, address].compactMap(\.self)
        matchesAddresses = address != nil
    }

    /// The condition for hosts that are names: a `*` takes no dot.
    private static func name(_ host: String, _ rest: String) -> String? {
        guard !host.isEmpty, host.utf8.allSatisfy({ isNameByte($0) || $0 == UInt8(ascii: "*") }) else { return nil }
        return condition("", host, rest, star: #"[\w-]"#)
    }

    /// The condition for hosts that are addresses in brackets, which the kubelet compares without them if there is a port.
    ///
    /// Without a port the brackets are part of the host: only stars at both ends can take them.
    private static func address(_ host: String, hasPort: Bool, _ rest: String) -> String? {
        guard host.utf8.allSatisfy(isAddressByteOrStar), host.contains(where: { $0 == ":" || $0 == "*" }) else {
            return nil
        }
        guard hasPort || (host.first == "*" && host.last == "*") else { return nil }
        return condition("[", host, "]\(rest)", star: "[0-9A-Fa-f:]")
    }

    private static func condition(_ open: String, _ host: String, _ rest: String, star: RegularExpression) -> String {
        guard host.contains("*") else { return "r.repository.startsWith(\(CEL.text(open + host + rest)))" }
        let glob = RegularExpression(glob: host, star: star)
        let start = RegularExpression(matching: open)
        let end = RegularExpression(matching: rest)
        return "r.repository.matches(\(CEL.regex("^\(start)\(glob)\(end)")))"
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        ASCII.isLowerAlphanumeric(byte) || "._-/".utf8.contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte != UInt8(ascii: "/") && (isPathByte(byte) || ASCII.isUpper(byte))
    }

    private static func isAddressByteOrStar(_ byte: UInt8) -> Bool {
        ASCII.hexValue(byte) != nil || ":*".utf8.contains(byte)
    }
}

/// A pattern that no CEL says exactly.
struct UnsayablePattern: Error {
    /// Why, and what to do.
    let reason =
        "without a port the kubelet reads the brackets as a set of characters, not as an address, and a policy does not "
        + "follow it there: write the port, as in [::1]:5000"
}
