internal import EventLoop
internal import Linux
internal import Sockets

/// Happy Eyeballs (RFC 8305, without its refinements): tries a host's addresses until one connects, the next one when one
/// fails or when 250 ms have brought nothing.
struct HappyEyeballs {
    let loop: EventLoop
    let deadline: LoopInstant

    /// The "Connection Attempt Delay" of RFC 8305 section 5.
    private static let headStart = Duration.milliseconds(250)
    /// Enough for every real host; a name with a thousand addresses must not open a thousand sockets.
    private static let maximumAddresses = 16

    /// `@unchecked Sendable`: made and used on one loop.
    private struct Connected: @unchecked Sendable { let socket: Socket }

    private enum Outcome: Sendable {
        case connected(Connected)
        case failed(SystemCallError)
        case headStartIsOver
    }

    /// Connects to one of the addresses.
    ///
    /// - Throws: the failure of the last address that failed, after all have.
    func connect(to addresses: [SocketAddress]) async throws(SystemCallError) -> Socket {
        let result = await withTaskGroup(of: Outcome.self) { group -> Result<Socket, SystemCallError> in
            var waiting = Self.interleaved(addresses).prefix(Self.maximumAddresses)
            var failures: [SystemCallError] = []
            var running = 0
            func startNext() {
                guard let address = waiting.popFirst() else { return }
                running += 1
                group.addTask(executorPreference: loop) { await attempt(address) }
                guard !waiting.isEmpty else { return }
                group.addTask(executorPreference: loop) {
                    await loop.sleep(until: loop.preciseNow().advanced(by: Self.headStart))
                    return .headStartIsOver
                }
            }
            startNext()
            defer { group.cancelAll() }
            while running > 0, let outcome = await group.next() {
                switch outcome {
                case .connected(let winner): return .success(winner.socket)
                case .failed(let failure):
                    running -= 1
                    failures.append(failure)
                    if !Task.isCancelled, loop.preciseNow() < deadline { startNext() }
                case .headStartIsOver:
                    if !Task.isCancelled { startNext() }
                }
            }
            return .failure(failures.last ?? SystemCallError(call: "connect", code: 0))
        }
        return try result.get()
    }

    private func attempt(_ address: SocketAddress) async -> Outcome {
        do throws(SystemCallError) {
            return .connected(Connected(socket: try await Socket.connect(to: address, on: loop, until: deadline)))
        } catch {
            return .failed(error)
        }
    }

    /// Alternates between the families, so that one that does not work costs one attempt and not many; the resolver's
    /// order says which comes first (RFC 8305 section 4).
    static func interleaved(_ addresses: [SocketAddress]) -> [SocketAddress] {
        guard let first = addresses.first else { return [] }
        let preferred = addresses.filter { $0.isIPv6 == first.isIPv6 }
        let others = addresses.filter { $0.isIPv6 != first.isIPv6 }
        var mixed: [SocketAddress] = []
        for index in 0..<max(preferred.count, others.count) {
            if index < preferred.count { mixed.append(preferred[index]) }
            if index < others.count { mixed.append(others[index]) }
        }
        return mixed
    }
}
