internal import EventLoop
package import Kubernetes
package import Logging
internal import TLS

/// Keeps the webhook's certificates: a CA and a leaf in a Secret, and the CA in the `caBundle` of the registration.
///
/// Every replica watches both and serves the Secret's leaf; the leader alone writes. Each write names the version that was judged, so
/// that two that believe to lead for a moment do each step once: the other gets a conflict, reads, and goes on from there. What to
/// do is ``CertificatePlan``'s to say.
///
/// Runs on its client's loop. `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on that loop alone.
package final class CertificateKeeper: @unchecked Sendable {
    static let fieldManager = "pullpass"

    let options: CertificateOptions
    let client: KubernetesClient
    let user: any CertificateUser
    let wallClock: @Sendable () -> Double
    let logger: Logger

    private let loop: EventLoop

    // Loop only.
    /// The Secret as it was last seen; nil where there is none.
    var secret: SecretObject?
    var sight = CertificateSituation.SecretSight.unknown
    /// The last good content.
    var content: CertificateContent?
    /// What is served, with the CA's certificate.
    var served: (facts: CertificateSituation.Served, authority: Certificate)?
    /// The registration as it was last seen.
    var configuration: WebhookConfigurationObject?
    var bundle = BundleSight()
    /// The greatest resourceVersions that were seen: a watch may show what is older than what was read or written.
    var secretVersion: UInt64 = 0
    var configurationVersion: UInt64 = 0
    var isLeader = false
    /// When it began to run.
    private var startedAt = Double.infinity
    /// A leader reads both before it writes: its watches may be late.
    var mustRead = true
    var failures = 0
    var pausedUntil = -Double.infinity
    var pace = WritePace()
    /// What was reported last, by what it is about.
    var reported: [String: String] = [:]
    private var isWoken = false
    private var sleeper: Task<Void, Never>?

    /// Makes a keeper, which does nothing until it is run.
    ///
    /// - Parameters:
    ///   - options: whose certificates.
    ///   - client: its loop is the one that everything runs on.
    ///   - user: who serves the certificate.
    ///   - now: the wall clock, seconds since 1970.
    ///   - logger: what operators read; never holds a key.
    package init(
        options: CertificateOptions,
        client: KubernetesClient,
        user: any CertificateUser,
        now: @escaping @Sendable () -> Double,
        logger: Logger
    ) {
        self.options = options
        self.client = client
        self.user = user
        wallClock = now
        self.logger = logger
        loop = client.loop
    }

    /// Keeps until the task is cancelled; started as a task on the loop.
    ///
    /// Failures are reported and tried again, for ever; whatever fails, what is served goes on being served.
    package func run() async {
        startedAt = steady
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watchSecret() }
            group.addTask { await self.watchConfiguration() }
            while !Task.isCancelled { await work() }
            group.cancelAll()
        }
    }

    /// Tells whether this replica leads from now on; on the loop.
    package func lead(_ leads: Bool) {
        isLeader = leads
        mustRead = true
        wake()
    }

    var steady: Double { loop.preciseNow().inSeconds }

    var situation: CertificateSituation {
        CertificateSituation(
            secret: sight,
            hasMemory: content != nil,
            served: served?.facts,
            bundle: bundle,
            isLeader: isLeader && !mustRead,
            idleSince: served == nil ? startedAt : nil,
            pausedUntil: pausedUntil,
            wall: wallClock(),
            steady: steady
        )
    }

    /// Lets the main loop look again.
    func wake() {
        isWoken = true
        sleeper?.cancel()
    }

    private func work() async {
        isWoken = false
        if isLeader, mustRead, steady >= pausedUntil { await read() }
        let decision = CertificatePlan.decide(situation)
        if decision.serves { serve() }
        guard decision.step == .wait else { return await take(decision.step) }
        await sleep(until: mustRead && isLeader ? min(decision.lookAgain, pausedUntil) : decision.lookAgain)
    }

    private func sleep(until steady: Double) async {
        guard !isWoken, !Task.isCancelled else { return }
        let deadline = LoopInstant(nanoseconds: UInt64(max(0, steady) * 1e9))
        let sleep = Task(executorPreference: loop) { [loop] in await loop.sleep(until: deadline) }
        sleeper = sleep
        await withTaskCancellationHandler {
            await sleep.value
        } onCancel: {
            sleep.cancel()
        }
        sleeper = nil
    }

    /// Serves the Secret's leaf.
    private func serve() {
        guard let content else { return }
        let leaf = content.leaf.certificate
        do {
            try user.serve(chain: try leaf.pem(), key: try content.leaf.key.pem())
        } catch {
            report("the certificate", "the certificate of \(place) cannot be served; the one before stays: \(error)")
            return
        }
        let life = CertificateSituation.Life(leaf)
        let facts = CertificateSituation.Served(
            leaf: leaf.fingerprint,
            authority: content.authority.fingerprint,
            life: life
        )
        served = (facts, content.authority)
        reported["the certificate"] = nil
        logger.notice(
            "serving a certificate",
            metadata: [
                "authority": "\(content.authority.subject)", "names": "\(leaf.alternativeNames)",
                "days": "\(Int((life.until - wallClock()) / 86_400))",
            ]
        )
    }

    var place: String { "Secret \(options.namespace)/\(options.secret)" }

    /// Logs a failure once, until it is another or was none.
    func report(_ subject: String, _ message: String) {
        guard reported.updateValue(message, forKey: subject) != message else { return }
        logger.error("\(message)")
    }
}
