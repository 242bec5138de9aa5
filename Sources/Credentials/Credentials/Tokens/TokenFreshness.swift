internal import Text

/// How long what a provider said is taken in place of another call.
///
/// The same moment, ``moment``, for everything. A token also in the first tenth of its life: the keeper's jitter spreads fetches
/// that began together over just that (half the life, a tenth more or less), so those that are in step meet again on one token, and
/// a new one would be better by no more than what the jitter gives or takes anyway. Never in more than a quarter of a life, in which
/// the keeper does not refresh at all.
package enum TokenFreshness {
    /// The shortest time between two fetches of one registry: nobody asks again sooner.
    package static let moment = Duration.seconds(30)
    /// By which part of itself the keeper makes the time between two fetches longer or shorter, so that they do not come in step.
    package static let jitter = 0.1
    /// Credentials that live shorter than this hardly come before the pull is over that wanted one: people are told.
    package static let shortLife = Duration.seconds(600)
    /// How far a fetch may lie in the future before it counts as one of a wrong clock.
    package static let clockTolerance = Duration.seconds(60)

    /// For how long a token is as good as a new one, from its fetch on.
    static func window(fetchedAt: Timestamp, expiresAt: Timestamp?) -> Duration {
        guard let expiresAt else { return moment }
        let life = max(.zero, expiresAt - fetchedAt)
        return min(max(life * jitter, moment), life / 4)
    }

    /// Whether a token is as good as a new one at a time of the wall clock, and so long after it came by the steady one.
    static func isFresh(_ credential: RegistryCredential, now: Timestamp, heldFor: Duration = .zero) -> Bool {
        let age = now - credential.fetchedAt
        // From the future: nothing is known about the life that is left.
        guard age >= .zero - clockTolerance else { return false }
        return max(age, heldFor) < window(fetchedAt: credential.fetchedAt, expiresAt: credential.expiresAt)
    }
}
