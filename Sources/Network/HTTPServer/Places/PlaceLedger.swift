internal import EventLoop
internal import Sockets

/// Who holds a server's places, and who has to give one up when there is none left.
///
/// **The one that goes** is the one that has waited longest for its peer, among the connections of its address; between
/// addresses the wait counts as many times as the address holds places. So:
///
/// - One address that floods loses its own connections: two thousand that are half a second old outweigh ten of somebody
///   else that are a minute old.
/// - Where attacker and API server share an address (SNAT, konnectivity, a loopback proxy), or an attacker has as many
///   addresses as connections, the wait alone decides. A new connection always gets in, and a call takes milliseconds: it is
///   answered long before its turn comes, even when everybody else is new, too.
/// - Holding most alone does not decide: an API server with three calls under way would lose them to a thousand addresses
///   with a connection each.
///
/// **Whether a connection has ever had an answer makes no difference.** If those without one went first, an attacker would
/// complete one request on each of his, and from then on the API server's own new connections, which have had no answer
/// yet, would be the ones to go. An answer starts the wait anew, and that is all that it buys.
///
/// **The reserve.** Addresses whose reviews were answered lately (``AnsweredPeers``) share a quarter of all places, or half of
/// them up to eight, which are not taken from them however long they are idle. Beyond its part such an address is one like any
/// other, since whoever can reach the port can have a review answered: what the reserve costs the others is bounded, an
/// unlimited right to push others out would not be. Where descriptors end before places do, what counts is the connections that
/// there were then. Of a handful a quarter would be nobody's: an API server's only connection would go for each newcomer, and
/// whoever ends a connection that is in use cannot know that a review is on its way over it.
///
/// Everything is logarithmic in the number of connections: a flood makes this run at each of its connections. Waits are
/// looked at only when somebody has to go, so that a request costs a store and no lock; a connection that was answered
/// since the last look is put in its place then, once for an answer.
struct PlaceLedger<Holder: Place> {
    private let places: Int
    /// How many of them there are for all that is known: fewer where descriptors end before.
    private var found: Int
    private(set) var count = 0
    private(set) var peers: [PeerAddress: PeerPlaces<Holder>] = [:]
    /// The addresses by the number of places that can be taken from them, to the power of two: 1, 2 to 3, 4 to 7 and so on.
    private var ranks = [OldestFirst<PeerPlaces<Holder>>](repeating: OldestFirst(), count: Int.bitWidth)
    private var answered = AnsweredPeers()

    init(places: Int) { (self.places, found) = (places, places) }

    /// The places that are shared by addresses whose reviews were answered lately; less than all, so that somebody can always go.
    private var reserve: Int { max(found / 4, min(found / 2, 8)) }

    /// The part of the reserve that each of them has.
    private var share: Int { reserve / max(1, answered.count) }

    /// Whether an address has a part of the reserve.
    func isAnswered(_ address: PeerAddress) -> Bool { answered.contains(address) }

    /// How many places an address holds.
    func held(by address: PeerAddress) -> Int { peers[address]?.holders.count ?? 0 }

    mutating func add(_ holder: Holder) {
        holder.order = holder.waitingSince.nanoseconds
        let peer = peers[holder.peer] ?? PeerPlaces(holder.peer, isAnswered: answered.contains(holder.peer))
        peers[holder.peer] = peer
        peer.holders.insert(holder)
        count += 1
        if count > found, found < places { find(count) }
        rank(peer)
    }

    /// Takes a place back from its holder, who must have one.
    mutating func remove(_ holder: Holder) {
        guard let peer = peers[holder.peer] else { return }
        peer.holders.remove(holder)
        count -= 1
        rank(peer)
        if peer.holders.isEmpty { peers[holder.peer] = nil }
    }

    /// Takes a place back from who has to go; nil where nobody waits for his peer.
    ///
    /// With `isLast` there is nothing for more connections than there are.
    mutating func evict(at now: LoopInstant, isLast: Bool = false) -> Holder? {
        expire(at: now)
        if isLast, count < found { find(count) }
        var chosen: (holder: Holder, weight: UInt64)?
        for index in ranks.indices where !ranks[index].isEmpty {
            guard let holder = longestWaiting(in: index) else { continue }
            let weight = Self.weight(of: holder.waitingSince, at: now) << UInt64(min(index, 22))
            if weight > chosen?.weight ?? 0 { chosen = (holder, weight) }
        }
        guard let holder = chosen?.holder else { return nil }
        remove(holder)
        return holder
    }

    /// A wait in microseconds, at most 13 days, so that it can be multiplied; never 0, so that the other factor decides where
    /// nobody has waited yet.
    static func weight(of wait: LoopInstant, at now: LoopInstant) -> UInt64 {
        min(now.nanoseconds(since: wait) / 1000, 1 << 40) + 1
    }

    private mutating func longestWaiting(in index: Int) -> Holder? {
        while let peer = ranks[index].first, let holder = peer.holders.first {
            let since = holder.waitingSince.nanoseconds
            guard since != holder.order else { return holder.waitingSince == .never ? nil : holder }
            holder.order = since
            peer.holders.settle(holder)
            rank(peer)
        }
        return nil
    }

    /// Puts an address where its places and its longest wait belong.
    private mutating func rank(_ peer: PeerPlaces<Holder>) {
        let takable = peer.holders.count - (peer.isAnswered ? share : 0)
        let new = takable > 0 ? Int.bitWidth - 1 - takable.leadingZeroBitCount : nil
        if let old = peer.rank, old != new { ranks[old].remove(peer) }
        if let first = peer.holders.first { peer.order = first.order }
        if let new { peer.rank == new ? ranks[new].settle(peer) : ranks[new].insert(peer) }
        peer.rank = new
    }

    // MARK: The reserve

    /// Takes in that a review from this address was answered with success.
    mutating func noteAnswer(to address: PeerAddress, at now: LoopInstant) {
        expire(at: now)
        let (isNew, forgotten) = answered.note(address, at: now)
        guard isNew else { return }
        if let forgotten { peers[forgotten]?.isAnswered = false }
        peers[address]?.isAnswered = true
        if let forgotten, let peer = peers[forgotten] { rank(peer) }
        rankAnswered()
    }

    private mutating func expire(at now: LoopInstant) {
        while let address = answered.expireOne(at: now) {
            if let peer = peers[address] {
                peer.isAnswered = false
                rank(peer)
            }
            rankAnswered()
        }
    }

    /// There are so many places.
    private mutating func find(_ count: Int) {
        let before = share
        found = count
        if share != before { rankAnswered() }
    }

    /// Their share has changed.
    private mutating func rankAnswered() {
        for address in answered.addresses { if let peer = peers[address] { rank(peer) } }
    }
}

/// The places of one address.
final class PeerPlaces<Holder: Place>: Queueable {
    let address: PeerAddress
    /// The one that waits longest first.
    var holders = OldestFirst<Holder>()
    /// Whether it has a part of the reserve.
    var isAnswered: Bool
    /// In which of the ledger's queues it is.
    var rank: Int?
    var order: UInt64 = 0
    var queuePosition = 0

    init(_ address: PeerAddress, isAnswered: Bool) {
        self.address = address
        self.isAnswered = isAnswered
    }
}
