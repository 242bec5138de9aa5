internal import Glibc

/// A host name for which the system knows no address.
package struct NameResolverError: Error, Hashable, CustomStringConvertible {
    /// The name.
    package let host: String
    /// The value that `getaddrinfo` returned: `EAI_NONAME`, `EAI_AGAIN`.
    package let code: CInt
    /// The resolver's own words.
    package let reason: String

    /// Describes a failed lookup.
    package init(host: String, code: CInt, reason: String) {
        self.host = host
        self.code = code
        self.reason = reason
    }

    /// One sentence: name and reason.
    package var description: String { "looking up \(host) failed: \(reason)" }

    /// Whether the lookup ended because its task was cancelled.
    package var isCancellation: Bool { code == EAI_CANCELED }

    /// The end of a lookup whose task was cancelled.
    package static func cancelled(_ host: String) -> NameResolverError {
        NameResolverError(host: host, code: EAI_CANCELED, reason: "it was cancelled")
    }
}

/// glibc's value, which is declared for _GNU_SOURCE only.
private let EAI_CANCELED: CInt = -101
