/// Counts what costs this side work and brings the peer nothing: the known floods of HTTP/2.
///
/// It needs no clock: an answered request earns tolerance back, so a peer that mostly makes requests never gets near
/// a limit however long it stays, and one that only cancels or pings does.
struct HTTP2AbuseMeter {
    /// CONTINUATION frames of one header (CVE-2024-27316).
    ///
    /// 32 KiB of header fill three frames.
    private static let maximumContinuations = 16

    private let limits: HTTPLimits
    private var resets = 0
    private var idleFrames = 0
    private var continuations = 0

    init(limits: HTTPLimits) { self.limits = limits }

    mutating func noteAnswer() {
        resets = max(0, resets - 1)
        idleFrames = 0
    }

    /// Streams cancelled by the peer (CVE-2023-44487), or by this side for a mistake of the peer (CVE-2025-8671).
    mutating func noteReset() -> String? {
        resets += 1
        return resets > limits.maximumStreamResets ? "too many requests were cancelled" : nil
    }

    /// PING, SETTINGS, PRIORITY and empty DATA (CVE-2019-9512, -9515, -9513, -9518), and what else brings nothing.
    mutating func noteIdleFrames(_ count: Int) -> String? {
        idleFrames += count
        return idleFrames > limits.maximumIdleFrames ? "too many frames without a request" : nil
    }

    /// - Parameters:
    ///   - frame: the frame that begins.
    ///   - isIdle: whether no request is open, so that nothing can be waiting for a window.
    /// - Returns: Why the connection has to end; nil where it may go on.
    mutating func noteFrame(_ frame: HTTP2FrameHeader, isIdle: Bool) -> String? {
        switch frame.type {
        case HTTP2FrameHeader.headers:
            continuations = 0
        case HTTP2FrameHeader.continuation:
            continuations += 1
            if continuations > Self.maximumContinuations { return "a header came in too many CONTINUATION frames" }
        case HTTP2FrameHeader.settings:
            return frame.isAcknowledgement ? nil : noteIdleFrames(1)
        case HTTP2FrameHeader.priority, HTTP2FrameHeader.goAway, HTTP2FrameHeader.ping:
            // Nor is there a PING of this side that one with ACK could be for.
            return noteIdleFrames(1)
        case HTTP2FrameHeader.windowUpdate where isIdle:
            return noteIdleFrames(1)
        default: break
        }
        return nil
    }
}
