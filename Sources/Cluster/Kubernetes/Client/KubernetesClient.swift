package import EventLoop

/// Talks to one API server: decoded objects, one place for the rate limit, for retries and for errors.
///
/// Called by tasks on its loop only. `@unchecked Sendable`: nothing in it changes after the start but the transport's and the
/// limiter's state, which look after themselves.
package final class KubernetesClient: @unchecked Sendable {
    let transport: any KubernetesTransport
    let limiter: RequestLimiter
    let observer: any KubernetesObserver
    /// Which of the watches work.
    package let watches = WatchBoard()
    /// Which installation writes, as ``Names/PullpassKey/owner`` has it; empty where nobody asks.
    package let owner: String
    /// Which Events were written last.
    package let trail = EventTrail()
    /// Gives numbers from 0 to 1 for the jitter of its waits and of its users'.
    package let random: @Sendable () -> Double

    /// The loop that it is used on.
    package let loop: EventLoop
    /// How it waits and tries again.
    package let timing: KubernetesTiming

    /// Makes a client; `random` gives numbers from 0 to 1, for jitter, and a simulation its own.
    package init(
        transport: any KubernetesTransport,
        limiter: RequestLimiter,
        loop: EventLoop,
        observer: any KubernetesObserver = NoObserver(),
        owner: String = "",
        timing: KubernetesTiming = KubernetesTiming(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.transport = transport
        self.limiter = limiter
        self.loop = loop
        self.observer = observer
        self.owner = owner
        self.timing = timing
        self.random = random
    }
}

/// How a client waits and tries again.
package struct KubernetesTiming: Sendable {
    /// The longest that one try of a request may take; the transport's own limit is shorter and tells more.
    package var requestTimeout: Duration = .seconds(35)
    /// The most tries of one request, the first included.
    package var maximumTries = 5
    /// The wait after the first failure; doubles each time.
    package var retryBase: Duration = .milliseconds(250)
    /// The longest wait between two tries that the server did not ask for.
    package var retryLimit: Duration = .seconds(10)
    /// The longest wait that a Retry-After of the server can cause.
    package var retryAfterLimit: Duration = .seconds(60)
    /// The objects of one page of a list.
    package var pageSize = 500

    /// Makes the defaults.
    package init() {}
}
