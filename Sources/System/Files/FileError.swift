internal import Glibc
internal import Text

/// Why a file could not be read or written, or was not what it should be.
package struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: Sendable, Hashable {
        /// A file cannot be read.
        case unreadable
        /// A file is larger than any that is read.
        case tooLarge
        /// Files kept changing while they were read.
        case unstable
        /// A text is not in UTF-8.
        case encoding
        /// A file or folder cannot be made or written.
        case unwritable
    }

    /// The kind of failure.
    package let code: Code
    /// The system's number (`ENOENT` and so on) where it was the system that refused.
    package let systemError: CInt?
    /// What failed on which file, and why.
    package let description: String

    /// Whether there is no such file.
    package var isMissing: Bool { systemError == ENOENT }
    /// Whether this user lacks the right.
    package var isForbidden: Bool { systemError == EACCES || systemError == EPERM }

    /// A file cannot be read.
    package static func unreadable(path: String, reason: String) -> Self {
        Self(code: .unreadable, systemError: nil, description: "\(Printable.path(path)) cannot be read: \(reason)")
    }

    /// A file cannot be read; `number` is the system's.
    static func unreadable(path: String, number: CInt) -> Self {
        let reason =
            switch number {
            case ENOENT: "it does not exist"
            case EACCES, EPERM: "this user may not read it"
            case EISDIR: "it is a directory"
            default: words(number)
            }
        return Self(
            code: .unreadable,
            systemError: number,
            description: "\(Printable.path(path)) cannot be read: \(reason)"
        )
    }

    /// A file has more bytes than are read.
    package static func tooLarge(path: String, limit: Int) -> Self {
        Self(
            code: .tooLarge,
            systemError: nil,
            description: "\(Printable.path(path)) has more than \(limit) bytes: is it the right file?"
        )
    }

    /// A text has another encoding than UTF-8.
    static func encoded(path: String, as encoding: String) -> Self {
        Self(
            code: .encoding,
            systemError: nil,
            description: "\(Printable.path(path)) cannot be read: it is \(encoding): \(SavedText.fix)"
        )
    }

    /// Files kept changing while they were read.
    static func unstable(paths: [String]) -> Self {
        Self(
            code: .unstable,
            systemError: nil,
            description:
                "\(paths.joined(separator: ", ")) changed again and again while being read: write files at once"
        )
    }

    /// Somebody else wrote a file that was to be replaced.
    static func changed(path: String) -> Self {
        Self(
            code: .unstable,
            systemError: nil,
            description:
                "\(Printable.path(path)) was changed by somebody else at the same moment: it is left to them for now"
        )
    }

    /// What `errno` says now about an action such as `create FILE`.
    package static func failed(to action: String) -> Self {
        let number = errno
        return Self(code: .unwritable, systemError: number, description: "cannot \(action): \(words(number))")
    }

    private static func words(_ number: CInt) -> String { unsafe String(cString: strerror(number)) }
}
