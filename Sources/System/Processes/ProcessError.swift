internal import Glibc

/// Why a process could not be run to its end.
///
/// Neither arguments nor environment nor output are in its description: all three may hold a credential.
package struct ProcessError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, for callers that tell cases apart.
    package enum Code: Sendable, Hashable {
        /// The process was never started; the number is the system's (`ENOENT`, `EACCES`, …).
        case notStarted(errno: Int32)
        /// An argument or a variable holds a NUL, or a variable's name is empty or holds `=`.
        case unusableArgument
        /// It outlived its time limit and was killed.
        case timedOut(after: Duration)
        /// It wrote more than its limit and was killed.
        case outputTooLarge(limit: Int)
        /// The task that ran it was cancelled, so it was killed.
        case cancelled
    }

    /// What went wrong.
    package let code: Code

    /// The path of the executable.
    package let executable: String

    /// What it had written to standard error by then.
    package let standardError: HiddenBytes

    init(code: Code, executable: String, standardError: [UInt8] = []) {
        self.code = code
        self.executable = executable
        self.standardError = HiddenBytes(standardError)
    }

    /// A sentence for an operator.
    package var description: String {
        switch code {
        case .notStarted(let number):
            "\(executable) could not be started: \(unsafe String(cString: strerror(number)))"
        case .unusableArgument:
            "\(executable) was not started: an argument or environment variable cannot be passed to a process "
                + "(a NUL byte, or a variable name that is empty or holds '=')"
        case .timedOut(let limit):
            "\(executable) was killed: it did not finish within \(limit)"
        case .outputTooLarge(let limit):
            "\(executable) was killed: it wrote more than \(limit) bytes"
        case .cancelled:
            "\(executable) was killed: nobody waits for its result any more"
        }
    }
}

/// Bytes that may hold a credential, and do not print.
package struct HiddenBytes: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The bytes themselves, for somebody who takes credentials out of them.
    package func reveal() -> [UInt8] { bytes }

    /// How many they are.
    package var description: String { "<\(bytes.count) bytes>" }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
