internal import EventLoop

/// Who has to go when memory runs short: the same, with the bytes that an address holds in the place of its connections.
extension PlaceLedger {
    /// A connection that holds less gives back too little for what its end costs its peer.
    private static var leastBytes: Int { 4096 }

    /// Takes a place back from who has to go so that there is memory.
    ///
    /// Looks at every connection, which is cheap against what a peer must send to make the server hold so much.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - asker: the connection that the memory is for, which is not chosen.
    /// - Returns: who goes; nil where nobody holds any memory that waits for his peer.
    mutating func evictHeaviest(at now: LoopInstant, besides asker: Holder?) -> Holder? {
        var chosen: (holder: Holder, weight: UInt64)?
        for peer in peers.values where peer.rank != nil {
            var bytes = 0
            var oldest: Holder?
            for holder in peer.holders.all where holder.heldBytes >= Self.leastBytes && holder !== asker {
                bytes += holder.heldBytes
                if holder.waitingSince < oldest?.waitingSince ?? .never { oldest = holder }
            }
            guard let oldest else { continue }
            // KiB up to 2 GiB.
            let weight = Self.weight(of: oldest.waitingSince, at: now) * UInt64(min(bytes >> 10, 1 << 21))
            if weight > chosen?.weight ?? 0 { chosen = (oldest, weight) }
        }
        guard let holder = chosen?.holder else { return nil }
        remove(holder)
        return holder
    }
}
