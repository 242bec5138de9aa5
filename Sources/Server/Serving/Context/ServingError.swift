/// Why a command could not do its work, for the terminal: what failed, on which object, why, what to do.
package struct ServingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whose turn it is to mend it.
    package enum Code: Sendable, Hashable {
        /// The configuration, a file that it names, or a flag is wrong.
        case usage
        /// Everything was right, but it could not be done: a port is taken, a file cannot be written.
        case failed
    }

    /// Whose turn it is.
    package let code: Code
    /// The message, without the program's name.
    package let description: String

    static func usage(_ message: String) -> ServingError { ServingError(code: .usage, description: message) }

    /// The configuration file cannot be used; `reason` is all that is wrong with it.
    static func unusable(_ reason: String) -> ServingError {
        usage("the configuration cannot be used:\n\(reason)")
    }

    static func failed(_ message: String) -> ServingError { ServingError(code: .failed, description: message) }
}
