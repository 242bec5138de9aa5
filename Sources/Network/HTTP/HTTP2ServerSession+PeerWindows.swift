/// The windows that a peer gives: its settings change those of all streams at once, and must not push any beyond its bound.
///
/// The library ends the streams that this concerns, where RFC 9113 section 6.9.2 asks for the end of the connection.
extension HTTP2ServerSession {
    /// What the peer lets this side send.
    struct PeerWindows {
        /// On a new stream.
        let initial: Int
        /// On the open stream with the most.
        let largest: Int
    }

    /// A window's bound (section 6.9.1).
    private static let largestWindow = 0x7FFF_FFFF

    func noteWindows(before settings: HTTP2FrameHeader) {
        guard settings.length > 0, let largest = streams.keys.lazy.map({ self.session.peerWindow(of: $0) }).max() else {
            windowsBefore = nil
            return
        }
        windowsBefore = PeerWindows(initial: session.initialPeerWindow, largest: largest)
    }

    func checkWindows() {
        guard let before = windowsBefore else { return }
        windowsBefore = nil
        if before.largest + session.initialPeerWindow - before.initial > Self.largestWindow {
            session.terminate(.flowControlError)
        }
    }
}
