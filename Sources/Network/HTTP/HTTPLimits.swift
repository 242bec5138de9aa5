/// How much a peer may send before it is refused.
package struct HTTPLimits: Sendable, Hashable {
    /// Bytes of a request's header: request line and field lines in HTTP/1.1, the header list (RFC 9113 section 6.5.2)
    /// in HTTP/2.
    ///
    /// More is answered with 431. Default 32 KiB.
    package var maximumHeaderBytes = 32 * 1024

    /// Field lines of a request's header.
    ///
    /// More is answered with 431. Default 128.
    package var maximumHeaderFields = 128

    /// Bytes of the request target.
    ///
    /// More is answered with 414. Default 8 KiB.
    package var maximumTargetBytes = 8 * 1024

    /// Bytes of a request's body.
    ///
    /// More is answered with 413. Default 8 MiB.
    package var maximumBodyBytes = 8 * 1024 * 1024

    /// Requests that one HTTP/2 connection may have open at once.
    ///
    /// Default 250.
    package var maximumConcurrentStreams = 250

    /// Bytes of body that one HTTP/2 connection may have half received beyond the first window of each stream, and again
    /// as much in those first windows (each at least 64 KiB).
    ///
    /// Further bodies wait. Never less than `maximumBodyBytes`. Default 16 MiB: two of the largest at once.
    package var maximumBufferedBytes = 16 * 1024 * 1024

    /// Requests of one HTTP/2 connection that may be cancelled, by the peer or for its mistakes, before the connection
    /// is closed; each answered request earns one back.
    ///
    /// Default 500.
    package var maximumStreamResets = 500

    /// Frames without use (PING, SETTINGS, PRIORITY, empty DATA) that an HTTP/2 peer may send between two answered
    /// requests before the connection is closed.
    ///
    /// Default 1,000.
    package var maximumIdleFrames = 1000

    /// Limits with their defaults.
    package init() {}
}
