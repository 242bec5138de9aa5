internal import EventLoop
internal import Kubernetes
internal import Text

/// Reads the Pods of a cluster that wait, page by page, at a bounded rate, and keeps none of them.
///
/// A watch would send each Pod that starts anywhere several times, and whoever makes Pods could have us read without end; a look costs what waits
/// just then, and what it costs decides when the next one is. Used on the healer's loop only, hence the unchecked conformance.
final class PodLooks: @unchecked Sendable {
    private static let pageSize = 250
    /// The bytes that are read in a second, on the whole.
    private static let bytesPerSecond = 1 << 20
    /// The Pods that run are looked at in selected namespaces alone, in rounds that take at least this long, and a few namespaces at a time.
    private static let roundTime = Duration.seconds(600)
    private static let namespacesAtOnce = 20
    private static let runningBytesAtOnce = 2 << 20

    private let client: KubernetesClient
    /// The most pages of a look: with more Pods that wait, the next one goes on from there.
    private let pages: Int
    private let beside: @Sendable (@escaping @Sendable () -> WaitingPodPage?) async -> WaitingPodPage?
    /// The namespace that was looked at last for Pods that run, and when that round began.
    private var position = ""
    private var roundBegan = LoopInstant.start
    private var nextRound = LoopInstant.start
    /// The looks that did not come to an end: where the next one goes on, rather than to see the same Pods for ever.
    private var cuts: [HealPlan.Place: Cut] = [:]

    /// Where a look ended before it had seen all.
    private struct Cut {
        let position: String
        /// When the first of the looks began that went on from one another.
        let since: LoopInstant
        /// When it ended.
        let at: LoopInstant
    }

    /// What a look has come to.
    struct Outcome {
        /// Whether all of it was seen, by this look and those that it went on from.
        var isWhole = false
        /// When the first of these began; nil where it began anew.
        var since: LoopInstant?
        /// What it had to read.
        var bytes = 0
        var error: KubernetesError?
    }

    init(client: KubernetesClient, pages: Int, worksOnLoop: Bool) {
        self.client = client
        self.pages = pages
        beside = { work in worksOnLoop ? work() : await besideLoop(work) }
    }

    /// When to look again after so many bytes.
    static func pause(after bytes: Int, period: Duration) -> Duration {
        max(period, .seconds(bytes / (bytesPerSecond / 4)))
    }

    /// Begins anew: by another leader.
    func reset() { (position, nextRound, cuts) = ("", .start, [:]) }

    /// Reads the Pods of a place, and tells of each page of those of which a container waits; ends where `goesOn` says no.
    ///
    /// Goes on where the one before it ended, if that had not seen all.
    func read(
        _ place: HealPlan.Place,
        goesOn: () -> Bool,
        _ take: ([WaitingPod]) -> Void
    ) async -> Outcome {
        let began = client.loop.preciseNow()
        let cut = cuts.removeValue(forKey: place)
        var outcome = Outcome(since: cut?.since)
        var position = cut?.position
        var hasMoved = false
        var size = Self.pageSize
        for _ in 0..<pages {
            let body: [UInt8]
            do throws(KubernetesError) {
                body = try await client.pods(
                    in: place.namespace,
                    phase: place.phase,
                    after: position,
                    limit: size,
                    priority: .reading
                )
            } catch {
                if error.isTooLong, size > 1 {
                    size = max(1, size / 10)
                    continue
                }
                // The position is too old: the API server gives another one, from which what has come and gone meanwhile may be missing, and
                // nothing else.
                if error.isGone, let next = error.status?.position, !next.isEmpty, next != position {
                    position = next
                    continue
                }
                outcome.error = error
                break
            }
            guard goesOn() else { return outcome }
            outcome.bytes += body.count
            // Pods may be large, and whoever makes them decides how many there are.
            guard let page = await beside({ WaitingPodPage(parsing: body) }) else {
                outcome.error = Self.malformed("the answer is no list of Pods", place)
                break
            }
            take(page.pods)
            size = min(size * 2, Self.pageSize)
            guard let next = page.position else {
                outcome.isWhole = true
                return outcome
            }
            guard next != position else {
                outcome.error = Self.malformed("the list does not move on: the same page twice", place)
                return outcome
            }
            (position, hasMoved) = (next, true)
            let pause = Duration.seconds(Double(body.count) / Double(Self.bytesPerSecond))
            await client.loop.sleep(until: client.loop.preciseNow() + pause)
        }
        // From where nothing came no further look goes on.
        if hasMoved, let position {
            cuts[place] = Cut(position: position, since: cut?.since ?? began, at: client.loop.preciseNow())
        }
        return outcome
    }

    private static func malformed(_ fault: String, _ place: HealPlan.Place) -> KubernetesError {
        let path = ResourcePath(resource: "pods", namespace: place.namespace).path
        return KubernetesError(verb: "list", path: path, cause: .malformed(fault))
    }

    /// Reads the Pods that run of a few selected namespaces more: a container of theirs may have ended, and its image cannot be pulled again.
    ///
    /// - Parameters:
    ///   - namespace: gives the selected namespace whose name comes next.
    ///   - goesOn: whether it is still wanted.
    ///   - take: told of all that were found in a namespace, and what the look at it has come to.
    /// - Returns: What it had to read.
    func readRunning(
        _ namespace: (String) -> String?,
        goesOn: () -> Bool,
        _ take: (HealPlan.Place, [WaitingPod], Outcome) -> Void
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
                // Namespaces that no round came to any more are gone.
                cuts = cuts.filter { $0.key.isPending || $0.value.at >= roundBegan }
                return total
            }
            position = next
            var found: [WaitingPod] = []
            let place = HealPlan.Place(isPending: false, namespace: next)
            let outcome = await read(place, goesOn: goesOn) { pods in
                found += pods.prefix(max(0, HealPlan.mostPodsOfNamespace * 4 - found.count))
            }
            total.bytes += outcome.bytes
            total.error = total.error ?? outcome.error
            take(place, found, outcome)
            // One that may not be looked at says nothing of the others.
            guard goesOn(), outcome.error?.isTransient != true else { return total }
        }
        return total
    }
}

extension HealPlan.Place {
    /// The `status.phase` of its Pods.
    fileprivate var phase: String { isPending ? "Pending" : "Running" }
}
