internal import ConfigurationKeeper
internal import Metrics
internal import Synchronization
internal import Webhook

/// What this replica says of the configuration that it works by, in `/readyz` and in the metrics.
final class ConfigurationStatus: Sendable {
    private let state: Mutex<ConfigurationInForce>
    private let metrics: WebhookMetrics

    init(_ state: ConfigurationInForce, metrics: WebhookMetrics) {
        self.state = Mutex(state)
        self.metrics = metrics
        show(state)
    }

    /// Takes in what is in force from now on.
    func show(_ new: ConfigurationInForce) {
        state.withLock { $0 = new }
        for source in ConfigurationInForce.sources {
            metrics.configurationInForce.child(source).set(source == new.source ? 1 : 0)
        }
    }

    /// A line where the file is not in force.
    ///
    /// Without the reason: whoever reaches the port can read it, and much of the file may stand in that.
    var shortcomings: [String] {
        let state = state.withLock { $0 }
        return state == .file ? [] : ["\(state.remedy); the log and the Event ConfigurationRefused say what is wrong"]
    }
}
