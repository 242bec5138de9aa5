/// What the kernel may hold of one connection that came in.
///
/// It grows its buffers with a peer's appetite, to 4 MiB and more each way, and all of that counts for the same cgroup as the
/// process' own memory: 250 peers that read fast for a moment and then no more would be enough to have the process killed.
/// The kernel doubles what it is asked for, for its own bookkeeping; here stands what comes out.
package enum KernelBuffers {
    /// Bytes for which the peer has no room yet, one TLS record: what a peer that takes nothing costs.
    package static let unsent = 16 * 1024
    /// Bytes that the peer has not acknowledged.
    ///
    /// Four segments of a loopback device: with fewer each would wait for an acknowledgement that is delayed.
    package static let sent = 256 * 1024
    /// Bytes that have not been read yet: a window of 64 KiB, 60 MB/s where the peer is a millisecond away.
    package static let received = 128 * 1024

    /// What a peer costs that takes nothing and goes on sending: what is not sent, in pages, and what nobody reads.
    package static let ofBlocked = 64 * 1024 + received
}
