internal import Glibc

/// A system call on a socket, an event queue or a file descriptor that the kernel refused.
package struct SocketError: Error, Hashable, CustomStringConvertible {
    /// The system call, as its manual page is named: `bind`, `accept4`.
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

    /// One sentence: call, object, the kernel's own words.
    package var description: String {
        let reason = unsafe String(cString: strerror(code))
        guard let subject else { return "\(call) failed: \(reason) (errno \(code))" }
        return "\(call) on \(subject) failed: \(reason) (errno \(code))"
    }

    /// Whether another process or socket holds the address (`EADDRINUSE`).
    package var isAddressInUse: Bool { code == EADDRINUSE }

    /// Whether the process may not do this (`EACCES`, `EPERM`).
    package var isPermissionDenied: Bool { code == EACCES || code == EPERM }

    /// Whether the process or the machine is out of descriptors or memory for now.
    package var isResourceShortage: Bool {
        code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM
    }

    /// The failure that `errno` holds now; call it before anything else can change `errno`.
    static func last(_ call: String, subject: String? = nil) -> SocketError {
        SocketError(call: call, code: errno, subject: subject)
    }
}
