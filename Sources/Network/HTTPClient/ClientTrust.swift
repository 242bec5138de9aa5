internal import EventLoop
internal import Synchronization
package import TLS

/// The rules of a client's TLS connections, which may be made when the first one is: to read the system's authorities takes longer than all
/// the rest of a short command.
package final class ClientTrust: Sendable {
    private let make: @Sendable () throws(TLSError) -> TLSClientContext
    private let made: Mutex<Result<TLSClientContext, TLSError>?>

    /// Takes a context that is there.
    package init(_ context: TLSClientContext) {
        make = { () throws(TLSError) in context }
        made = Mutex(.success(context))
    }

    /// Makes the context for the first connection, once; where that fails, each connection does.
    package init(onDemand make: @escaping @Sendable () throws(TLSError) -> TLSClientContext) {
        self.make = make
        made = Mutex(nil)
    }

    /// The context.
    func context() async -> Result<TLSClientContext, TLSError> {
        if let known = made.withLock({ $0 }) { return known }
        // It takes longer than an event loop may wait.
        return await besideLoop { [self] in
            made.withLock { known in
                let result = known ?? Result { () throws(TLSError) in try make() }
                known = result
                return result
            }
        }
    }
}
