internal import Configuration
internal import Credentials
internal import EventLoop
internal import Text

extension KeeperPlan {
    /// For how long the copies of a registry have an ended credential before each new one; zero where all are renewed in time.
    func staleTime(of registry: String) -> Duration {
        guard let state = credentials[registry] else { return .zero }
        guard let life = state.ownLife else { return state.staleTime(margin: margin(of: registry)) }
        return max(.zero, ownPause(of: registry) - max(.zero, life))
    }

    /// The shortest time between two credentials of a namespace that has its own: no provider sets a faster pace, and all of them take turns.
    private func ownPause(of registry: String) -> Duration {
        let turn = RefreshSchedule.spreadTime(copies: copyCount(of: registry), writesPerSecond: ownRate)
        return max(RefreshSchedule.leastRotation, turn)
    }

    /// Takes in how long the credential lives that a namespace was given, and tells what ``noticeShortLife(_:_:now:)`` tells.
    mutating func noteOwnLife(_ registry: String, _ own: OwnCredential, now: PlanTime) {
        let end = own.expiresAt.flatMap { $0 == .distantFuture ? nil : $0 }
        credentials[registry]?.ownLife = end.map { $0 - own.fetchedAt }
        guard isLeader, let life = credentials[registry]?.ownLife,
            credentials[registry]?.shortLives.isWorthTelling(life, now: now.steady) ?? false
        else { return }
        notices.append(
            .shortLived(
                registry: registry,
                life: life,
                pause: ownPause(of: registry),
                stale: staleTime(of: registry),
                advice: lifeAdvice(registry)
            )
        )
    }

    private func lifeAdvice(_ registry: String) -> String? {
        configuration.registries.first { $0.name == registry }?.credentialKind?.lifeAdvice
    }

    /// Tells, now and then, that a registry's credentials live too short to be kept in Secrets.
    mutating func noticeShortLife(_ registry: String, _ master: MasterState, now: PlanTime) {
        guard isLeader, master.expiresAt != nil,
            credentials[registry]?.shortLives.isWorthTelling(master.life, now: now.steady) ?? false
        else { return }
        let spread = CredentialState.spread(margin(of: registry))
        notices.append(
            .shortLived(
                registry: registry,
                life: master.life,
                pause: RefreshSchedule.rotationFloor(life: master.life, spread: spread),
                stale: staleTime(of: registry),
                advice: lifeAdvice(registry)
            )
        )
    }
}
