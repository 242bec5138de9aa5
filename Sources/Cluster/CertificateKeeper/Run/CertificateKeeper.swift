internal import Controllers
internal import EventLoop
package import Kubernetes
package import Logging
internal import TLS
package import Text

/// Keeps the webhook's certificates: a CA and a leaf in a Secret, and the CA in the `caBundle` of the registration.
///
/// Every replica watches both and serves the Secret's leaf; the leader alone writes. Each write names the version that was judged, so
/// that two that believe to lead for a moment do each step once: the other gets a conflict, reads, and goes on from there. What to
/// do is ``CertificatePlan``'s to say.
///
/// Runs on its client's loop. `@unchecked Sendable`: everything below `// Loop only` is touched by tasks on that loop alone.
package final class CertificateKeeper: Controller, @unchecked Sendable {
    let options: CertificateOptions
    let client: KubernetesClient
    let user: any CertificateUser
    let wallClock: WallClock
    let logger: Logger
    let rounds: ControllerLoop

    // Loop only.
    var certificates = ObservedCertificates()
    var registration = ObservedObject<WebhookConfigurationObject>()
    var bundle = ObservedBundle()
    var served: ServedCertificate?
    var term = LeaderTerm()
    var gate = WriteGate()
    var failures: FailureLog<String>
    /// When it began to run.
    private var startedAt = LoopInstant.never

    /// Makes a keeper, which does nothing until it is run.
    ///
    /// - Parameters:
    ///   - options: whose certificates.
    ///   - client: its loop is the one that everything runs on.
    ///   - user: who serves the certificate.
    ///   - wallClock: what certificates' times are compared with.
    ///   - logger: what operators read; never holds a key.
    package init(
        options: CertificateOptions,
        client: KubernetesClient,
        user: any CertificateUser,
        wallClock: WallClock,
        logger: Logger
    ) {
        self.options = options
        self.client = client
        self.user = user
        self.wallClock = wallClock
        self.logger = logger
        rounds = ControllerLoop(on: client.loop)
        failures = FailureLog(logger: logger)
    }

    /// Keeps until the task is cancelled; started as a task on the loop.
    ///
    /// Failures are reported and tried again, for ever; whatever fails, what is served goes on being served.
    package func run() async {
        startedAt = rounds.now
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watchSecret() }
            group.addTask { await self.watchRegistration() }
            await rounds.run { await self.round() }
            group.cancelAll()
        }
    }

    /// Tells whether this replica leads from now on; on the loop.
    package func lead(_ leads: Bool) {
        term.change(leads: leads)
        rounds.wake()
    }

    private func round() async -> NextRound {
        if term.isLeader, term.mustRead, rounds.now >= gate.pausedUntil { await read() }
        let decision = CertificatePlan.decide(situation)
        if decision.serves { serve() }
        guard decision.step == .wait else {
            await take(decision.step)
            return .now
        }
        return .by(term.isLeader && term.mustRead ? min(decision.lookAgain, gate.pausedUntil) : decision.lookAgain)
    }

    private var situation: CertificateSituation {
        CertificateSituation(
            secret: certificates.status,
            hasMemory: certificates.content != nil,
            served: served?.facts,
            bundle: bundle,
            isLeader: term.mayJudge,
            idleSince: served == nil ? startedAt : nil,
            pausedUntil: gate.pausedUntil,
            wall: wallClock.now(),
            steady: rounds.now
        )
    }

    /// How messages call the Secret.
    var secretName: String { "Secret \(options.namespace)/\(options.secret)" }
}
