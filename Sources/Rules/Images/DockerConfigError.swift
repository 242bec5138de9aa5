/// Why a credentials file does not decode; names registries and fields, never a credential.
package struct DockerConfigError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Error, Sendable, Hashable {
        /// The text is not JSON from this byte on.
        case syntax(at: Int)
        /// Objects and arrays stand in each other more than 10,000 deep.
        case depth(at: Int)
        /// The text is larger than a Secret can be.
        case size(Int)
        /// A field has another JSON type than it must have.
        case type(field: String, expected: String)
        /// A field stands in the text more than once.
        case twice(field: String)
        /// The `auth` of a registry is no base64.
        case base64(registry: String)
        /// The `auth` of a registry has no colon between user name and password.
        case colon(registry: String)
    }

    /// What is wrong.
    package let reason: Reason

    /// What is wrong and what to do; the kubelet fails every pull of a Pod that lists such a Secret.
    package var description: String {
        switch reason {
        case .syntax(let offset): "the credentials are no valid JSON at byte \(offset): write the file again"
        case .depth(let offset): "the credentials are nested too deeply at byte \(offset): write the file again"
        case .size(let count):
            "the credentials have \(count) bytes and a Secret holds at most \(DockerConfig.maximumBytes): split them"
        case .type(let field, let expected): "\(field) of the credentials must be \(expected): correct it"
        case .twice(let field): "\(field) stands in the credentials more than once: keep one of them"
        case .base64(let registry):
            "the auth of registry \(quoted(DockerConfigKey.shown(registry))) is no base64: write base64 of username:password"
        case .colon(let registry):
            "the auth of registry \(quoted(DockerConfigKey.shown(registry))) has no colon: write base64 of username:password"
        }
    }
}
