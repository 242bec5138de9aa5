internal import EventLoop
internal import Sockets

/// The addresses whose reviews were answered lately: bounded, and each is forgotten after a while.
///
/// Only an answer of success makes an address one of them; an address that sends rubbish stays a stranger.
struct AnsweredPeers {
    /// How long an answer counts; API servers of a quiet cluster call seldom.
    static let lifetime = Duration.seconds(600)
    /// The API servers of a cluster, or the nodes through which they come, several times over.
    static let capacity = 64

    /// The one answered longest ago first.
    private var peers: [(address: PeerAddress, last: LoopInstant)] = []

    var count: Int { peers.count }
    var addresses: [PeerAddress] { peers.map(\.address) }

    func contains(_ address: PeerAddress) -> Bool { peers.contains { $0.address == address } }

    /// Takes in an answer.
    ///
    /// - Returns: whether the address is new here, and which one had to make room for it.
    mutating func note(_ address: PeerAddress, at now: LoopInstant) -> (isNew: Bool, forgotten: PeerAddress?) {
        if let index = peers.firstIndex(where: { $0.address == address }) {
            peers.remove(at: index)
            peers.append((address, now))
            return (false, nil)
        }
        let forgotten = peers.count < Self.capacity ? nil : peers.removeFirst().address
        peers.append((address, now))
        return (true, forgotten)
    }

    /// Forgets one address whose time is over, if there is one.
    mutating func expireOne(at now: LoopInstant) -> PeerAddress? {
        guard let first = peers.first, first.last.advanced(by: Self.lifetime) <= now else { return nil }
        return peers.removeFirst().address
    }
}
