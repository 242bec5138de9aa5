/// How a process ended, and what it printed.
package struct CommandResult: Sendable, Hashable {
    /// How it ended.
    ///
    /// A status other than 0 is not an error of ``run(_:)``: its meaning is the caller's to know.
    package var status: ExitStatus

    /// Everything it wrote to standard output.
    package var standardOutput: [UInt8]

    /// Everything it wrote to standard error.
    package var standardError: [UInt8]
}

/// The way in which a process ended.
package enum ExitStatus: Sendable, Hashable, CustomStringConvertible {
    /// It ended by itself, with this code (0 to 255).
    case exited(Int32)

    /// A signal of this number ended it.
    case signalled(Int32)

    /// Whether it ended by itself with code 0.
    package var isSuccess: Bool { self == .exited(0) }

    /// One clause for a message: "exited with code 1".
    package var description: String {
        switch self {
        case .exited(let code): "exited with code \(code)"
        case .signalled(let number): "was ended by signal \(number)"
        }
    }

    /// Reads what `waitpid` stores.
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .signalled(signal)
    }
}
