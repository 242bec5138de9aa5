internal import EventLoop
internal import Status

/// Makes reports for a board: one when somebody asks, at most one a second, and now and then one in between, so that whoever asks first
/// sees no old one.
struct StatusMaker: Sendable {
    let board: StatusBoard
    let loop: EventLoop
    /// Makes one; on the loop.
    let make: @Sendable () async -> StatusReport

    /// How old the report becomes that nobody asks for.
    private static let idlePause = Duration.seconds(5)

    /// Works until the task is cancelled; on the loop.
    func run() async {
        while !Task.isCancelled {
            let isOn = board.isOn
            if isOn {
                board.show(await make())
                await loop.sleep(until: loop.preciseNow().advanced(by: StatusBoard.freshness))
            }
            let next = isOn ? loop.preciseNow().advanced(by: Self.idlePause) : .never
            await board.wanted.wait(until: next, on: loop)
        }
    }
}
