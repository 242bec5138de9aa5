/// Why the kubelet cannot read a pattern.
package struct ImagePatternError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the kubelet's URL parser, or its glob matcher, stumbles over.
    package enum Reason: Error, Sendable, Hashable {
        /// A byte below 0x20, or 0x7F.
        case controlCharacter
        /// A character that no host may have, a blank or a `\` among them.
        case hostCharacter
        /// Something that is not digits after the colon of the host.
        case port
        /// Brackets around anything but an IPv6 address.
        case brackets
        /// A `%` that is not followed by two hexadecimal digits, or escapes what may not be escaped there.
        case escape
        /// A user name in front of `@` with characters that it may not have.
        case user
        /// A glob with an open `[`, an empty range, or a `\` at its end.
        case malformedGlob
    }

    /// The pattern as it was given.
    package let pattern: String
    /// What stops it from being read.
    package let reason: Reason

    /// What is wrong, and what to write instead.
    package var description: String {
        let pattern = quoted(ImagePattern.shown(pattern))
        return switch reason {
        case .controlCharacter: "pattern \(pattern) has a control character: remove it"
        case .hostCharacter:
            "pattern \(pattern) has a blank, a backslash or another character that no host can have: write a host such "
                + "as registry.example.com, with * for a whole part or a piece of one"
        case .port:
            "pattern \(pattern) has something other than digits after the host's colon: write one port, without "
                + "wildcard; a tag does not belong into a pattern"
        case .brackets:
            "pattern \(pattern) has brackets that do not hold an IPv6 address: the kubelet reads no [a-z] in hosts; "
                + "use * or one pattern for each host"
        case .escape: "pattern \(pattern) has a % escape that cannot be read there: write the character itself"
        case .user: "pattern \(pattern) has an @ in its host: remove it and what stands in front"
        case .malformedGlob: "pattern \(pattern) is malformed: close every [ and put a character behind every \\"
        }
    }
}
