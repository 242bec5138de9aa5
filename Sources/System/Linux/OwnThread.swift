internal import CLinux
internal import Glibc

/// A thread that runs one function, which may block as long as it likes.
///
/// Where the value goes away without ``join()`` the thread goes on by itself.
package struct OwnThread: ~Copyable, Sendable {
    /// Which signals are kept from a thread.
    package enum BlockedSignals: Sendable {
        /// SIGPIPE: a write to a broken connection is an error and not the end of the process, whatever that does with
        /// the signal. It stays pending on the thread, and goes with it.
        case brokenPipe
        /// All of them: signals meant for the process go to threads that expect them.
        case all
    }

    private let handle: pthread_t

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - stackSize: in bytes; nil for the system's own size.
    ///   - blocked: the signals that never arrive there.
    ///   - body: what it runs; not called where this throws.
    /// - Throws: ``SystemCallError`` of `pthread_create`.
    package init(
        stackSize: Int? = nil,
        blocking blocked: BlockedSignals,
        _ body: @escaping @Sendable () -> Void
    ) throws(SystemCallError) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        if let stackSize { unsafe pthread_attr_setstacksize(&attributes, stackSize) }
        let context = unsafe Unmanaged.passRetained(ThreadBody(blocked, body))
        var handle = pthread_t()
        let failure = unsafe pthread_create(
            &handle,
            &attributes,
            { context in
                if let context = unsafe context {
                    unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
                }
                return nil
            },
            context.toOpaque()
        )
        guard failure == 0 else {
            unsafe context.release()
            throw SystemCallError(call: "pthread_create", code: failure)
        }
        self.handle = handle
    }

    deinit { pthread_detach(handle) }

    /// Waits for the thread's end; not to be called on the thread itself.
    package consuming func join() {
        let handle = handle
        discard self
        _ = pthread_join(handle, nil)
    }
}

private final class ThreadBody: Sendable {
    private let blocked: OwnThread.BlockedSignals
    private let body: @Sendable () -> Void

    init(_ blocked: OwnThread.BlockedSignals, _ body: @escaping @Sendable () -> Void) {
        self.blocked = blocked
        self.body = body
    }

    func run() {
        var signals = sigset_t()
        switch blocked {
        case .all: unsafe sigfillset(&signals)
        case .brokenPipe:
            unsafe sigemptyset(&signals)
            unsafe sigaddset(&signals, SIGPIPE)
        }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        body()
    }
}
