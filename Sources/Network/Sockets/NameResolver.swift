internal import Glibc
internal import Linux
internal import Synchronization

/// Turns host names into addresses.
package protocol HostResolver: Sendable {
    /// The addresses of `host`, in the order in which they should be tried, each with `port`; at least one.
    ///
    /// Ends at once when the calling task is cancelled.
    func addresses(of host: String, port: UInt16) async throws(NameResolverError) -> [SocketAddress]
}

/// The system's resolver (`/etc/hosts`, then DNS as `/etc/resolv.conf` says), called on threads of its own.
///
/// `getaddrinfo` blocks for as long as the name servers take, so it never runs on an event loop. It must not load the
/// host's NSS libraries into a static executable either; therefore "files" and "dns" are all it asks.
package final class NameResolver: HostResolver {
    private struct Queue {
        var lookups: [Lookup] = []
        var threads = 0
    }

    /// One name server that does not answer must not hold up all other names.
    private static let maximumThreads = 4
    private let queue = Mutex(Queue())

    /// Makes a resolver; threads exist only while there is something to look up.
    package init() {}

    /// Looks a name up; an IP address is returned as it is.
    ///
    /// - Throws: ``NameResolverError`` with the resolver's own words.
    package func addresses(of host: String, port: UInt16) async throws(NameResolverError) -> [SocketAddress] {
        if let address = SocketAddress(ipAddress: host, port: port) { return [address] }
        guard !host.isEmpty, host.utf8.count <= 253, !host.utf8.contains(0) else {
            throw NameResolverError(host: host, code: EAI_NONAME, reason: "it is not a host name")
        }
        let lookup = Lookup(host: host, port: port)
        let result = await withTaskCancellationHandler {
            await unsafe withUnsafeContinuation { continuation in
                unsafe lookup.start(continuation)
                enqueue(lookup)
            }
        } onCancel: {
            lookup.finish(.failure(.cancelled(host)))
        }
        return try result.get()
    }

    private func enqueue(_ lookup: Lookup) {
        let needsThread = queue.withLock { queue in
            queue.lookups.append(lookup)
            guard queue.threads < Self.maximumThreads else { return false }
            queue.threads += 1
            return true
        }
        guard needsThread else { return }
        do throws(SystemCallError) {
            _ = try OwnThread(blocking: .all) { while let lookup = self.next() { lookup.run() } }
        } catch {
            abandonThread(error)
        }
    }

    private func next() -> Lookup? {
        _ = NameService.asksFilesAndDNSOnly
        return queue.withLock { queue in
            guard queue.lookups.isEmpty else { return queue.lookups.removeFirst() }
            queue.threads -= 1
            return nil
        }
    }

    /// Without any thread nobody would ever answer what waits.
    private func abandonThread(_ error: SystemCallError) {
        let stranded = queue.withLock { queue in
            queue.threads -= 1
            guard queue.threads == 0 else { return [Lookup]() }
            defer { queue.lookups = [] }
            return queue.lookups
        }
        for lookup in stranded {
            lookup.finish(.failure(NameResolverError(host: lookup.host, code: EAI_SYSTEM, reason: error.description)))
        }
    }
}

/// One question and who waits for its answer.
private final class Lookup: Sendable {
    typealias Answer = Result<[SocketAddress], NameResolverError>

    // Safe: whoever takes a continuation out under the lock resumes it, so it is resumed exactly once.
    @safe private enum State {
        case new
        case waiting(UnsafeContinuation<Answer, Never>)
        case finished(Answer?)
    }

    let host: String
    private let port: UInt16
    private let state = Mutex(State.new)

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    func start(_ continuation: UnsafeContinuation<Answer, Never>) {
        let early = state.withLock { state -> Answer? in
            if case .finished(let answer) = state { return answer }
            unsafe state = .waiting(continuation)
            return nil
        }
        if let early { unsafe continuation.resume(returning: early) }
    }

    func finish(_ answer: Answer) {
        let waiting = unsafe state.withLock { state -> UnsafeContinuation<Answer, Never>? in
            let before = state
            switch before {
            case .waiting(let continuation):
                state = .finished(nil)
                return unsafe continuation
            case .new: state = .finished(answer)
            case .finished: break
            }
            return nil
        }
        unsafe waiting?.resume(returning: answer)
    }

    func run() {
        let isWanted = state.withLock { state in
            if case .waiting = state { true } else { false }
        }
        if isWanted { finish(lookUp()) }
    }

    private func lookUp() -> Answer {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            let system =
                code == EAI_SYSTEM
                ? unsafe String(cString: strerror(errno)) : unsafe String(cString: gai_strerror(code))
            return .failure(NameResolverError(host: host, code: code, reason: system))
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var entry = unsafe list
        while let current = unsafe entry {
            let length = Int(unsafe current.pointee.ai_addrlen)
            if let bytes = unsafe current.pointee.ai_addr,
                let address = unsafe SocketAddress(UnsafeRawBufferPointer(start: bytes, count: length), port: port),
                !addresses.contains(address)
            {
                addresses.append(address)
            }
            unsafe entry = current.pointee.ai_next
        }
        guard !addresses.isEmpty else {
            return .failure(NameResolverError(host: host, code: EAI_NONAME, reason: "it has no IPv4 or IPv6 address"))
        }
        return .success(addresses)
    }
}

extension SocketAddress {
    /// Takes the IP address out of a `sockaddr`; nil for another family.
    fileprivate init?(_ bytes: UnsafeRawBufferPointer, port: UInt16) {
        guard bytes.count >= 16 else { return nil }
        // sockaddr_in: family 2, port 2, address 4. sockaddr_in6: family 2, port 2, flow 4, address 16.
        switch CInt(unsafe bytes.load(as: sa_family_t.self)) {
        case AF_INET: unsafe self.init(ip: Array(bytes[4..<8]), port: port)
        case AF_INET6 where bytes.count >= 24: unsafe self.init(ip: Array(bytes[8..<24]), port: port)
        default: return nil
        }
    }
}
