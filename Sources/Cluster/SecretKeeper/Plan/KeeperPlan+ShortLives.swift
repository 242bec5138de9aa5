internal import Configuration
internal import Credentials
internal import EventLoop
internal import Text

extension KeeperPlan {
    /// For how long the copies of a registry have an ended credential before each new one; zero where all are renewed in time.
    func staleTime(of registry: String) -> Duration {
        credentials[registry]?.staleTime(margin: margin(of: registry)) ?? .zero
    }

    /// Tells, now and then, that a registry's credentials live too short to be kept in Secrets.
    mutating func noticeShortLife(_ registry: String, _ master: MasterState, now: PlanTime) {
        guard isLeader, master.expiresAt != nil,
            credentials[registry]?.shortLives.isWorthTelling(master.life, now: now.steady) ?? false
        else { return }
        let spread = CredentialState.spread(margin(of: registry))
        let kind = configuration.registries.first { $0.name == registry }?.credentialKind
        notices.append(
            .shortLived(
                registry: registry,
                life: master.life,
                pause: RefreshSchedule.rotationFloor(life: master.life, spread: spread),
                stale: staleTime(of: registry),
                advice: kind?.lifeAdvice
            )
        )
    }
}
