/// Room for large bodies: a stream whose body does not fit its window asks the connection's budget for more, and waits for
/// its turn where that is spent.
extension HTTP2ServerSession {
    func reserve(_ stream: HTTP2Stream) {
        guard !stream.asksForReservation, !stream.isAnswered, !stream.isComplete else { return }
        stream.asksForReservation = true
        let bytes = min(stream.contentLength ?? limits.maximumBodyBytes, limits.maximumBodyBytes)
        if budget.request(max(1, bytes), for: stream.id) { grant(stream, max(1, bytes)) }
    }

    private func grant(_ stream: HTTP2Stream, _ bytes: Int) {
        stream.reservation = bytes
        session.setWindow(of: stream.id, to: Self.largeStreamWindow)
        session.consumeStream(stream.id, stream.unconsumed)
        stream.unconsumed = 0
    }

    /// Gives a stream's room to those that wait.
    func giveBack(_ stream: HTTP2Stream) {
        guard stream.asksForReservation else { return }
        stream.asksForReservation = false
        if stream.reservation == 0 {
            budget.withdraw(stream.id)
        } else {
            budget.release(stream.reservation)
            stream.reservation = 0
        }
        while let (id, bytes) = budget.next() {
            // A stream leaves the queue before it leaves the table.
            guard let waiting = streams[id] else { continue }
            grant(waiting, bytes)
        }
    }
}
