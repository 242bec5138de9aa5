import Testing

@testable import HTTPServer

@Suite struct `A time-out` {
    @Test(arguments: [(0, 10.0), (50, 10), (60, 8), (70, 6), (90, 2), (100, 2)])
    func `is shorter where more than half of the places are taken`(held: Int, seconds: Double) {
        let now = ConnectionPlaces.shortened(.seconds(10), held: held, of: 100)
        #expect(abs((now - .seconds(seconds)) / .seconds(1)) < 0.01)
    }

    @Test func `is never longer than it was`() {
        #expect(ConnectionPlaces.shortened(.seconds(1), held: 100, of: 100) == .seconds(1))
    }
}
