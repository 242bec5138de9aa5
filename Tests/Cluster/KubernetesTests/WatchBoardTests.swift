import EventLoop
import Testing

@testable import Kubernetes

struct WatchBoardTests {
    private func time(_ seconds: Int) -> LoopInstant { LoopInstant.start + .seconds(seconds) }

    @Test func `a watch has not worked since it began or failed, until it does`() {
        let board = WatchBoard()
        let watch = board.add(resource: "secrets", name: "pullpass-hub", at: time(100))
        #expect(board.stallTimes(at: time(140)).map(\.time) == [.seconds(40)])
        board.works(watch)
        #expect(board.stallTimes(at: time(150)).map(\.time) == [.zero])
        board.fails(watch, at: time(200))
        board.fails(watch, at: time(230))
        #expect(
            board.stallTimes(at: time(290)).map(\.description)
                == ["the watch of secrets named pullpass-hub has not worked for 90 s"]
        )
        board.remove(watch)
        #expect(board.stallTimes(at: time(300)).isEmpty)
    }

    @Test func `a watch that works for moments only has not worked since its first failure`() {
        let board = WatchBoard()
        let watch = board.add(resource: "namespaces", name: "", at: time(0))
        board.works(watch)
        for second in stride(from: 100, through: 400, by: 20) {
            board.fails(watch, at: time(second))
            board.works(watch)
        }
        #expect(board.stallTimes(at: time(410)).map(\.time) == [.seconds(310)])
        #expect(board.stallTimes(at: time(460)).map(\.time) == [.zero])
        // One failure in an hour is none.
        board.fails(watch, at: time(4000))
        board.works(watch)
        #expect(board.stallTimes(at: time(4001)).map(\.time) == [.zero])
    }

    @Test func `of watches with the same name the worst counts`() {
        let board = WatchBoard()
        let first = board.add(resource: "secrets", name: "s", at: time(0))
        _ = board.add(resource: "secrets", name: "s", at: time(10))
        board.works(first)
        #expect(board.stallTimes(at: time(70)).map(\.time) == [.seconds(60)])
    }
}
