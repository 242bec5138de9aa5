internal import Glibc

/// Runs `body` on a new thread of its own, which may block as long as it likes.
///
/// All signals are blocked there: a write to a pipe that nobody reads must not end the program (the SIGPIPE stays pending
/// on this thread and goes with it), and signals meant for the program go to threads that expect them.
///
/// - Throws: The error number of `pthread_create`; `body` is not called then.
func onOwnThread(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    unsafe pthread_attr_setstacksize(&attributes, 256 << 10)

    let context = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    var thread = pthread_t()
    let failure = unsafe pthread_create(
        &thread,
        &attributes,
        { context in
            if let context = unsafe context {
                unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
            }
            return nil
        },
        context
    )
    guard failure == 0 else {
        unsafe Unmanaged<ThreadBody>.fromOpaque(context).release()
        throw Errno(rawValue: failure)
    }
}

private final class ThreadBody: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func run() {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
        body()
    }
}
