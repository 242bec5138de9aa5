internal import Kubernetes

/// One write.
struct AccountWrite: Sendable {
    let key: AccountKey
    /// The account that was judged.
    let judged: ServiceAccountObject
    let change: AccountChange
}

/// How a write ended.
enum AccountOutcome: Sendable {
    /// The account is this now.
    case written(ServiceAccountObject)
    /// Somebody was faster: so it is now, nil where it is gone, as of a reading that was asked for after so many observations.
    case overtaken(ServiceAccountObject?, after: Int)
    /// It failed; `random` is a number from 0 to 1, for the back-off.
    case failed(random: Double)
    /// It was not sent.
    case dropped
}

/// What people should know.
enum AccountNotice: Sendable, Hashable {
    /// Somebody has undone what was written so many times.
    case undone(AccountKey, uid: String, times: Int)
}
