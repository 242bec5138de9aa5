package import UnixSignals

/// Runs a task until it ends, and cancels it when a signal comes, so that it can put in order what it holds.
///
/// - Parameters:
///   - signals: those that cancel it; a second one does no more.
///   - body: ends soon after it is cancelled.
/// - Returns: what it returned.
package func cancelled<Value: Sendable>(
    by signals: [UnixSignal] = [.sigterm, .sigint],
    _ body: @escaping @Sendable () async -> Value
) async -> Value {
    let sequence = await UnixSignalsSequence(trapping: signals)
    let task = Task { await body() }
    let watch = Task {
        for await _ in sequence { task.cancel() }
    }
    let value = await task.value
    watch.cancel()
    return value
}
