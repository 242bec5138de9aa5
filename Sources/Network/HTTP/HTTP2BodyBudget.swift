/// Decides which of a connection's streams may send more than the first window's worth of body.
///
/// A stream that gets a reservation gets it for its whole body, so it can always finish, and what streams hold together
/// stays within `total`. The others wait in order with their first window full. A window on the connection could not do
/// this: shared evenly by many bodies it fills before any of them is complete, and then nothing moves.
struct HTTP2BodyBudget {
    let total: Int
    private(set) var reserved = 0
    private var waiting: [(streamID: Int32, bytes: Int)] = []

    init(total: Int) { self.total = total }

    /// Reserves for a stream, or puts it in the queue and answers `false`.
    ///
    /// `bytes` must not exceed `total`.
    mutating func request(_ bytes: Int, for streamID: Int32) -> Bool {
        if waiting.isEmpty, reserved + bytes <= total {
            reserved += bytes
            return true
        }
        waiting.append((streamID, bytes))
        return false
    }

    /// Gives a reservation back.
    mutating func release(_ bytes: Int) { reserved -= bytes }

    /// Takes a stream that is gone out of the queue.
    mutating func withdraw(_ streamID: Int32) { waiting.removeAll { $0.streamID == streamID } }

    /// The next waiting stream whose body now fits, already reserved for.
    mutating func next() -> (streamID: Int32, bytes: Int)? {
        guard let first = waiting.first, reserved + first.bytes <= total else { return nil }
        waiting.removeFirst()
        reserved += first.bytes
        return first
    }
}
