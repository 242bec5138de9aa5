/// Runs work that takes long on a thread of the shared pool; the caller goes on where it was, such as on an event loop.
///
/// A task of its own: after `withTaskExecutorPreference` the caller would go on where the work was done.
package func besideLoop<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await Task(executorPreference: globalConcurrentExecutor) { work() }.value
}
