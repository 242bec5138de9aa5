internal import Sockets

extension SocketAborter {
    /// Runs `operation`; when the task is cancelled meanwhile (or was before), the socket's waits end at once.
    ///
    /// For a task that runs on the socket's loop, and one operation.
    func whileCancellable<T, Failure: Error>(
        _ operation: () async throws(Failure) -> T
    ) async throws(Failure) -> T {
        // The handler's own throws are untyped, hence the result.
        let result: Result<T, Failure> = await withTaskCancellationHandler {
            defer { end() }
            do throws(Failure) {
                return .success(try await operation())
            } catch {
                return .failure(error)
            }
        } onCancel: {
            abort()
        }
        return try result.get()
    }
}
