internal import Controllers
internal import Credentials
internal import EventLoop
internal import Kubernetes
internal import Logging
internal import Text

/// What the parts of a keeper share and none of them changes.
struct KeeperContext: Sendable {
    let client: KubernetesClient
    let clock: WallClock
    let options: KeeperOptions
    /// Which Secrets are ours.
    let ownership: Ownership
    /// The Lease of the election; a reload does not change it.
    let leaseName: String
    let metrics: KeeperMetrics
    let logger: Logger

    /// The one loop on which everything runs.
    var loop: EventLoop { client.loop }

    /// Both clocks now.
    var now: PlanTime { PlanTime(wall: clock.now(), steady: loop.preciseNow()) }

    /// Does what takes long beside the loop.
    func beside<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        options.worksOnLoop ? work() : await besideLoop(work)
    }

    /// Waits on the loop's clock; returns at once when the task is cancelled.
    func sleep(_ time: Duration) async { await loop.sleep(until: loop.preciseNow().advanced(by: time)) }
}
