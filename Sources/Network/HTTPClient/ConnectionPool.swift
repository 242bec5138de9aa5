internal import EventLoop
internal import HTTP
internal import Sockets

/// A client's connections: the idle ones, those in use, and those being made.
///
/// `@unchecked Sendable`: used on its loop only.
final class ConnectionPool: @unchecked Sendable {
    let loop: EventLoop
    private let connector: Connector
    private let idleTime: Duration
    private var idle: [ConnectionKey: [ClientConnection]] = [:]
    private var active: [ObjectIdentifier: ClientConnection] = [:]
    private var connecting: [Int: Task<Result<ClientConnection, HTTPClientError>, Never>] = [:]
    private var lastConnecting = 0
    private var reaper: Task<Void, Never>?
    /// Whether connections that are done are kept for later.
    private var keepsConnections = true
    private(set) var isShutDown = false

    /// More idle connections than this to one server are not kept.
    private static let maximumIdle = 32

    init(connector: Connector, idleTime: Duration) {
        loop = connector.loop
        self.connector = connector
        self.idleTime = idleTime
    }

    // MARK: Getting one

    /// A connection for a request: an idle one unless a fresh one is asked for.
    ///
    /// It belongs to the caller until ``release(_:)`` or ``discard(_:)``.
    func connection(
        for key: ConnectionKey,
        fresh: Bool,
        _ deadlines: Deadlines
    ) async throws(HTTPClientError) -> ClientConnection {
        if isShutDown { throw .shutDown(key.origin) }
        if !fresh, let kept = takeIdle(key) {
            active[ObjectIdentifier(kept)] = kept
            return kept
        }
        let made = try await connect(key, deadlines).get()
        if isShutDown { throw .shutDown(key.origin) }
        active[ObjectIdentifier(made)] = made
        return made
    }

    private func takeIdle(_ key: ConnectionKey) -> ClientConnection? {
        while let connection = idle[key]?.popLast() {
            if idle[key]?.isEmpty == true { idle[key] = nil }
            if connection.idleSince.advanced(by: idleTime) > loop.preciseNow(), connection.isAlive() {
                return connection
            }
            connection.channel.finish()
        }
        return nil
    }

    private func connect(_ key: ConnectionKey, _ deadlines: Deadlines) async -> Result<
        ClientConnection, HTTPClientError
    > {
        lastConnecting += 1
        let number = lastConnecting
        // A task of its own, so that a shutdown can cancel it whoever waits for it.
        let task = Task(executorPreference: loop) { [connector] () -> Result<ClientConnection, HTTPClientError> in
            do throws(HTTPClientError) {
                return .success(try await connector.connect(key, deadlines))
            } catch {
                return .failure(error)
            }
        }
        connecting[number] = task
        defer { connecting[number] = nil }
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        return isShutDown ? .failure(.shutDown(key.origin)) : result
    }

    // MARK: Giving it back

    /// Takes back a connection whose response has been read to its end.
    func release(_ connection: ClientConnection) {
        guard active.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        guard connection.isReusable, keepsConnections, idle[connection.key, default: []].count < Self.maximumIdle else {
            connection.channel.finish()
            return
        }
        connection.rest(since: loop.preciseNow())
        idle[connection.key, default: []].append(connection)
        if reaper == nil { reaper = Task(executorPreference: loop) { await self.reap() } }
    }

    /// Takes back a connection that is of no more use; it is closed as soon as nobody holds it.
    func discard(_ connection: ClientConnection) {
        active[ObjectIdentifier(connection)] = nil
        connection.channel.finish()
    }

    /// Closes the connections to a server that have been idle since an instant or longer; what became idle later has been answered since.
    func discardIdle(_ key: ConnectionKey, since instant: LoopInstant) {
        let connections = idle[key] ?? []
        let kept = connections.filter { $0.idleSince > instant }
        for connection in connections where connection.idleSince <= instant { connection.channel.finish() }
        idle[key] = kept.isEmpty ? nil : kept
    }

    /// Closes idle connections when their time has come, until there are none.
    private func reap() async {
        while !Task.isCancelled, let oldest = idle.values.joined().map(\.idleSince).min() {
            await loop.sleep(until: oldest.advanced(by: idleTime))
            let now = loop.preciseNow()
            for (key, connections) in idle {
                let kept = connections.filter { $0.idleSince.advanced(by: idleTime) > now }
                for connection in connections where connection.idleSince.advanced(by: idleTime) <= now {
                    connection.channel.finish()
                }
                idle[key] = kept.isEmpty ? nil : kept
            }
        }
        if !Task.isCancelled { reaper = nil }
    }

    // MARK: The end

    /// Closes idle connections and keeps none from now on; what is in use goes on.
    func retire() {
        keepsConnections = false
        for connection in idle.values.joined() { connection.channel.finish() }
        idle = [:]
        reaper?.cancel()
        reaper = nil
    }

    /// Ends everything at once.
    func shutDown() {
        isShutDown = true
        retire()
        for task in connecting.values { task.cancel() }
        for connection in active.values { connection.channel.socket.abort() }
    }

    /// The number of idle connections; for tests.
    var idleCount: Int { idle.values.reduce(0) { $0 + $1.count } }
}
