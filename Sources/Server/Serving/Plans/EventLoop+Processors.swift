internal import EventLoop
internal import Linux

extension EventLoop {
    /// As many loops as the process has processors.
    static func onePerProcessor() throws -> [EventLoop] {
        try (0..<ProcessorCount.available).map { _ in try EventLoop() }
    }
}
