internal import EventLoop
internal import Kubernetes
internal import Text

/// Reads the Pods of a cluster that wait, page by page, at a bounded rate, and keeps none of them.
///
/// A watch would send each Pod that starts anywhere several times, and whoever makes Pods could have us read without end; a look costs what waits
/// just then, and what it costs decides when the next one is. Used on the healer's loop only, hence the unchecked conformance.
final class PodLooks: @unchecked Sendable {
    /// The Pods of a page, and the most pages of a look: with more Pods that wait, the rest is not seen.
    private static let pageSize = 250
    static let mostPages = 200
    /// The bytes that are read in a second, on the whole.
    private static let bytesPerSecond = 1 << 20
    /// The Pods that run are looked at in selected namespaces alone, in rounds that take at least this long, and a few namespaces at a time.
    private static let roundTime = Duration.seconds(600)
    private static let namespacesAtOnce = 20
    private static let runningBytesAtOnce = 2 << 20

    private let client: KubernetesClient
    private let beside: @Sendable (@escaping @Sendable () -> WaitingPodPage?) async -> WaitingPodPage?
    /// The namespace that was looked at last for Pods that run, and when that round began.
    private var position = ""
    private var roundBegan = LoopInstant.start
    private var nextRound = LoopInstant.start

    /// What a look has come to.
    struct Outcome {
        /// Whether all of it was seen.
        var isWhole = true
        /// What it had to read.
        var bytes = 0
        var error: KubernetesError?
    }

    init(client: KubernetesClient, worksOnLoop: Bool) {
        self.client = client
        beside = { work in worksOnLoop ? work() : await besideLoop(work) }
    }

    /// When to look again after so many bytes.
    static func pause(after bytes: Int, period: Duration) -> Duration {
        max(period, .seconds(bytes / (bytesPerSecond / 4)))
    }

    /// Begins anew: by another leader.
    func reset() { (position, nextRound) = ("", .start) }

    /// Reads the Pods of a phase, and tells of each page of those of which a container waits; ends where `goesOn` says no.
    func read(
        phase: String,
        in namespace: String?,
        atMost pages: Int = mostPages,
        goesOn: () -> Bool,
        _ take: ([WaitingPod]) -> Void
    ) async -> Outcome {
        var outcome = Outcome()
        var position: String?
        var size = Self.pageSize
        for _ in 0..<pages {
            let body: [UInt8]
            do throws(KubernetesError) {
                body = try await client.pods(
                    in: namespace,
                    phase: phase,
                    after: position,
                    limit: size,
                    priority: .reading
                )
            } catch {
                if error.isTooLong, size > 1 {
                    size = max(1, size / 10)
                    continue
                }
                outcome.isWhole = false
                // The position is too old: the next look begins anew.
                outcome.error = error.isGone ? nil : error
                return outcome
            }
            guard goesOn() else {
                outcome.isWhole = false
                return outcome
            }
            outcome.bytes += body.count
            // Pods may be large, and whoever makes them decides how many there are.
            guard let page = await beside({ WaitingPodPage(parsing: body) }) else {
                outcome.isWhole = false
                return outcome
            }
            take(page.pods)
            size = min(size * 2, Self.pageSize)
            guard let next = page.position, next != position else { return outcome }
            position = next
            let pause = Duration.seconds(Double(body.count) / Double(Self.bytesPerSecond))
            await client.loop.sleep(until: client.loop.preciseNow() + pause)
        }
        outcome.isWhole = false
        return outcome
    }

    /// Reads the Pods that run of a few selected namespaces more: a container of theirs may have ended, and its image cannot be pulled again.
    ///
    /// - Parameters:
    ///   - namespace: gives the selected namespace whose name comes next.
    ///   - goesOn: whether it is still wanted.
    ///   - take: told of all that were found in a namespace, and whether that is all.
    /// - Returns: What it had to read.
    func readRunning(
        _ namespace: (String) -> String?,
        goesOn: () -> Bool,
        _ take: (_ namespace: String, [WaitingPod], _ isWhole: Bool) -> Void
    ) async -> Outcome {
        var total = Outcome()
        for _ in 0..<Self.namespacesAtOnce where total.bytes < Self.runningBytesAtOnce {
            let now = client.loop.preciseNow()
            if position.isEmpty {
                guard now >= nextRound else { return total }
                roundBegan = now
            }
            guard let next = namespace(position) else {
                position = ""
                nextRound = roundBegan + Self.roundTime
                return total
            }
            position = next
            var found: [WaitingPod] = []
            let outcome = await read(phase: "Running", in: next, goesOn: goesOn) { pods in
                found += pods.prefix(max(0, HealPlan.mostPodsOfNamespace * 4 - found.count))
            }
            total.bytes += outcome.bytes
            total.error = total.error ?? outcome.error
            take(next, found, outcome.isWhole)
            // One that may not be looked at says nothing of the others.
            guard goesOn(), outcome.error?.isTransient != true else { return total }
        }
        return total
    }
}
