internal import EventLoop

/// Told beside the loop, one call at a time, which registries have no credential now.
package typealias LackLearner = @Sendable (_ registries: Set<String>) -> Void

/// Tells the webhook which registries have no credential now.
///
/// Used on the keeper's loop only, hence the unchecked conformance.
final class LackNotifier: @unchecked Sendable {
    private let learn: LackLearner?
    private let context: KeeperContext
    private let signal = LoopSignal()
    private var lacking: Set<String> = []
    private var told: Set<String> = []

    /// With a nil `learn` nobody is told.
    init(_ learn: LackLearner?, context: KeeperContext) {
        self.learn = learn
        self.context = context
    }

    /// Notes them; whoever is to be told is told soon.
    func note(_ registries: Set<String>) {
        guard learn != nil, registries != lacking else { return }
        lacking = registries
        signal.fire()
    }

    /// Tells what has changed, until the task is cancelled.
    func run() async {
        guard let learn else { return }
        while !Task.isCancelled {
            let lacking = lacking
            guard lacking != told else {
                await signal.wait()
                continue
            }
            told = lacking
            // The webhook may be compiling for a while, and the Lease is renewed on this loop.
            await context.beside { learn(lacking) }
        }
    }
}
