package import EventLoop
internal import Synchronization
package import Text

/// Takes part in the election of a leader by a Lease.
///
/// At most one candidate leads, as long as the clocks of all run at about the same speed: what they show is never compared. Used
/// on its client's loop; ``isLeader(at:)`` may be asked on any thread.
package final class LeaderElector: Sendable {
    private let client: KubernetesClient
    private let timing: LeaderTiming
    private let wallClock: WallClock
    private let election: Mutex<LeaderElection>

    /// Makes a candidate.
    ///
    /// The identity must be unique among all candidates: the Pod's name and something random. The wall clock is for the
    /// times that people read in the Lease.
    package init(
        client: KubernetesClient,
        namespace: String,
        name: String,
        identity: String,
        timing: LeaderTiming = LeaderTiming(),
        wallClock: WallClock
    ) {
        self.client = client
        self.timing = timing
        self.wallClock = wallClock
        election = Mutex(LeaderElection(namespace: namespace, name: name, identity: identity, timing: timing))
    }

    /// Whether this candidate leads now, by the present time: false from the renew deadline on even if nothing was reported yet.
    package var isLeader: Bool { isLeader(at: client.loop.preciseNow()) }

    /// Whether this candidate leads at a time of the loop's clock.
    package func isLeader(at now: LoopInstant) -> Bool { election.withLock { $0.leads(at: now) } }

    /// Who holds the Lease as last seen, this candidate included; nil where nobody does.
    package var leaderIdentity: String? { election.withLock { $0.holder } }

    /// What this candidate waits for, where it is no leader at work; on any thread.
    package var waiting: LeaderWait? {
        let now = client.loop.preciseNow()
        return election.withLock { election in
            election.wait(now: now).map { wait in
                LeaderWait(
                    lease: "\(election.namespace)/\(election.name)",
                    holder: wait.holder,
                    until: wallClock.now() + (wait.until - now),
                    isRemoval: wait.isRemoval
                )
            }
        }
    }

    /// Takes part until the task is cancelled; then gives the Lease back, so that another need not wait.
    ///
    /// - Parameter report: told of every change, in order; the election waits for it, so it must return soon. `stopped` is told
    ///   at the renew deadline, always after a `started`, and always before the Lease is given back.
    package func run(_ report: @escaping @Sendable (LeadershipChange) async -> Void) async {
        let loop = client.loop
        var wasLeader = false
        var seen: String?
        var awaited: String?
        while !Task.isCancelled {
            let start = loop.preciseNow()
            // The process may have been stopped while it slept. A candidate expires, too: a write whose answer is read after its own deadline
            // would else end every later try before it begins.
            if hasLost(at: start), wasLeader {
                wasLeader = false
                await report(.stopped)
            }
            let failure = await limitedTry(start)
            if Task.isCancelled { break }
            if let failure { await report(.failed(failure)) }
            if hasLost(at: loop.preciseNow()), wasLeader {
                wasLeader = false
                await report(.stopped)
            }
            if let leader = leaderIdentity, leader != seen {
                seen = leader
                let isOther = leader != election.withLock({ $0.identity }) && !RemovalHolder.isOne(leader)
                if isOther { await report(.leaderSeen(identity: leader)) }
            }
            let wait = waiting
            if let wait, wait.holder != awaited { await report(.waiting(wait)) }
            awaited = wait?.holder
            if !wasLeader, isLeader(at: loop.preciseNow()) {
                wasLeader = true
                await report(.started)
            }
            await loop.sleep(until: nextTry(start))
        }
        if wasLeader { await report(.stopped) }
        await release()
    }

    /// Whether this candidate does not lead; ends a leadership whose deadline has passed.
    private func hasLost(at now: LoopInstant) -> Bool {
        election.withLock {
            _ = $0.expire(now: now)
            return !$0.leads(at: now)
        }
    }

    /// When to try next: a leader each retry period and at its deadline, a candidate with jitter.
    private func nextTry(_ start: LoopInstant) -> LoopInstant {
        let leadsUntil = election.withLock { $0.leadsUntil }
        if let leadsUntil { return min(start.advanced(by: timing.retryPeriod), leadsUntil) }
        let jitter = 1 + 1.2 * min(max(client.random(), 0), 1)
        return client.loop.preciseNow().advanced(by: timing.retryPeriod * jitter)
    }

    /// A try that ends in time: a leader's at its deadline, and every one early enough that a stalled connection leaves a second.
    private func limitedTry(_ start: LoopInstant) async -> KubernetesError? {
        let limit = start.advanced(by: timing.renewDeadline / 2)
        let deadline = min(limit, election.withLock { $0.leadsUntil } ?? .never)
        let result: Result<Void, KubernetesError>? = await withDeadline(deadline, on: client.loop) {
            do throws(KubernetesError) {
                try await self.tryOnce()
                return .success(())
            } catch { return .failure(error) }
        }
        switch result {
        case .success: return nil
        case .failure(let error): return error
        case nil:
            let path = election.withLock { ResourcePath.leases(namespace: $0.namespace, name: $0.name).path }
            return KubernetesError(verb: "update", path: path, cause: .timedOut(after: timing.renewDeadline / 2))
        }
    }

    private func tryOnce() async throws(KubernetesError) {
        let first = election.withLock { $0.begin(now: client.loop.preciseNow(), wall: wallClock.now()) }
        // Renewing blindly fails where anybody has touched the Lease; reading it tells what happened.
        if try await perform(first, mayFail: true) { return }
        let (namespace, name) = election.withLock { ($0.namespace, $0.name) }
        let lease = try await client.lease(namespace: namespace, name: name)
        let next = election.withLock { $0.saw(lease, now: client.loop.preciseNow(), wall: wallClock.now()) }
        _ = try await perform(next, mayFail: false)
    }

    private func perform(_ step: LeaderElection.Step, mayFail: Bool) async throws(KubernetesError) -> Bool {
        let start = client.loop.preciseNow()
        do throws(KubernetesError) {
            let written: LeaseObject
            switch step {
            case .read, .rest: return false
            case .create(let lease): written = try await client.createLease(lease)
            case .update(let lease): written = try await client.updateLease(lease)
            }
            election.withLock { $0.wrote(written, startedAt: start) }
            return true
        } catch {
            if mayFail, !error.isCancelled { return false }
            // Somebody was faster: that is an election, not a failure.
            if error.isConflict || error.isAlreadyExists { return false }
            throw error
        }
    }

    /// Gives the Lease back, in a task of its own since the caller's is cancelled.
    private func release() async {
        guard let lease = election.withLock({ $0.resign(wall: wallClock.now()) }) else { return }
        let loop = client.loop
        await Task(executorPreference: loop) {
            await withDeadline(loop.preciseNow().advanced(by: self.timing.retryPeriod), on: loop) {
                do throws(KubernetesError) { _ = try await self.client.updateLease(lease) } catch {
                    guard error.isConflict else { return }
                    // The last renewal may have arrived without its answer having been seen.
                    let metadata = lease.metadata
                    guard
                        let current = try? await self.client.lease(namespace: metadata.namespace, name: metadata.name),
                        let lease = self.election.withLock({ $0.released(current, wall: self.wallClock.now()) })
                    else { return }
                    _ = try? await self.client.updateLease(lease)
                }
            }
        }.value
    }
}
