internal import Linux

/// Runs `body` on a thread of its own, which may block as long as it likes, with a stack that is enough to supervise.
///
/// - Throws: The failure to make a thread; `body` is not called then.
func onSupervisorThread(_ body: @escaping @Sendable () -> Void) throws(SystemCallError) {
    _ = try OwnThread(stackSize: 256 << 10, blocking: .all, body)
}
