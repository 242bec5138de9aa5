/// How a reflector waits.
package struct ReflectorTiming: Sendable {
    /// A watch on which nothing comes for this long, not even a bookmark (one a minute), is taken for dead.
    package var idleLimit: Duration = .seconds(100)
    /// How long the server is asked to hold a watch, at least; the real time is random up to twice this.
    package var watchTime: Duration = .seconds(300)
    /// The wait after a first failure; doubles each time.
    package var retryBase: Duration = .milliseconds(800)
    /// The longest wait between two tries.
    package var retryLimit: Duration = .seconds(30)
    /// The most bytes of one event.
    package var maximumEventBytes = 16 << 20

    /// Makes the defaults.
    package init() {}
}
