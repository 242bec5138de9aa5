internal import Glibc

/// A system call that the kernel refused.
package struct SystemCallError: Error, Hashable, CustomStringConvertible {
    /// The call, as its manual page is named: `bind`, `accept4`.
    package let call: String
    /// The value of `errno` right after the call.
    package let code: CInt
    /// What the call was made for, such as an address: part of the message, never secret.
    package let subject: String?

    /// Describes a failed call.
    package init(call: String, code: CInt, subject: String? = nil) {
        self.call = call
        self.code = code
        self.subject = subject
    }

    /// The failure that `errno` holds now; call it before anything else can change `errno`.
    package static func last(_ call: String, subject: String? = nil) -> SystemCallError {
        SystemCallError(call: call, code: errno, subject: subject)
    }

    /// One sentence: call, object, the kernel's own words.
    package var description: String {
        let reason = unsafe String(cString: strerror(code))
        guard let subject else { return "\(call) failed: \(reason) (errno \(code))" }
        return "\(call) on \(subject) failed: \(reason) (errno \(code))"
    }

    /// Whether another process or socket holds the address (`EADDRINUSE`).
    package var isAddressInUse: Bool { code == EADDRINUSE }

    /// Whether the process or the machine is out of descriptors or memory for now.
    package var isResourceShortage: Bool {
        code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM
    }
}
