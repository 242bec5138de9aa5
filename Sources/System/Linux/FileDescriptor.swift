internal import Glibc

/// An owned file descriptor, closed when its value goes away.
package struct FileDescriptor: ~Copyable, Sendable {
    private let raw: CInt

    /// Takes ownership of an open descriptor.
    package init(owning raw: CInt) { self.raw = raw }

    deinit { close(raw) }

    /// The number of the open descriptor; valid while this value lives, and never to be closed by the borrower.
    package var number: CInt { raw }

    /// Hands the descriptor to the caller, who becomes responsible for closing it.
    package consuming func release() -> CInt {
        let raw = raw
        discard self
        return raw
    }
}
