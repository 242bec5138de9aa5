internal import ServiceLifecycle

/// When files are looked at: after each pause, until the process shuts down.
struct Ticks: AsyncSequence, Sendable {
    /// Every two seconds.
    static let everyTwoSeconds = Ticks { try await Task.sleep(for: .seconds(2)) }

    private let pause: @Sendable () async throws -> Void

    /// Makes ticks; a pause that throws is the last one.
    init(pause: @escaping @Sendable () async throws -> Void) { self.pause = pause }

    struct Iterator: AsyncIteratorProtocol {
        let pause: @Sendable () async throws -> Void

        mutating func next() async -> Void? {
            try? await cancelWhenGracefulShutdown { [pause] in try await pause() }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(pause: pause) }
}
