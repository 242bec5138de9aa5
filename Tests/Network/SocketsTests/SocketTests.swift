import EventLoop
import Glibc
import Linux
import TestSupport
import Testing

@testable import Sockets

@Suite struct SocketTests {
    @Test("A wait ends at its deadline on the injected clock, and not before")
    func deadline() async throws {
        let hand = HandClock()
        let loop = try EventLoop(clock: hand.clock)
        let (events, report) = AsyncStream.makeStream(of: String.self)
        let waiting = Task(executorPreference: loop) {
            let pair = try SocketPair(on: loop)
            report.yield("waiting")
            let result = await pair.a.wait(for: .readable, until: loop.now.advanced(by: .seconds(10)))
            report.yield("\(result)")
        }
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == "waiting")
        hand.advance(bySeconds: 9, wake: loop)
        _ = await Task(executorPreference: loop) { report.yield("nine seconds") }.value
        #expect(await iterator.next() == "nine seconds")
        hand.advance(bySeconds: 2, wake: loop)
        #expect(await iterator.next() == "timedOut")
        try await waiting.value
        loop.stop()
    }

    @Test("Bytes written on one end are read on the other, and the end of writing is seen")
    func transfer() async throws {
        let received = try await withEventLoop { loop in
            let pair = try SocketPair(on: loop)
            #expect(try pair.a.write([1, 2, 3].span) == .bytes(3))
            pair.a.finishWriting()
            return try await readAll(pair.b)
        }
        #expect(received == [1, 2, 3])
    }

    @Test("An event that nobody waited for is not lost")
    func rememberedEdge() async throws {
        let result = try await withEventLoop { loop in
            let pair = try SocketPair(on: loop)
            _ = try pair.a.write([7].span)
            // Lets the loop see the edge while no one waits.
            await loop.sleep(until: loop.preciseNow().advanced(by: .milliseconds(5)))
            return await pair.b.wait(for: .readable, until: loop.now.advanced(by: .seconds(60)))
        }
        #expect(result == .ready)
    }

    @Test("An interrupt ends the wait that allows it, or the next one")
    func interrupt() async throws {
        let results = try await withEventLoop { loop in
            let pair = try SocketPair(on: loop)
            pair.a.interrupt()
            let early = await pair.a.wait(for: .readable, until: .never, interruptible: true)
            Task(executorPreference: loop) { pair.a.interrupt() }
            let late = await pair.a.wait(for: .readable, until: .never, interruptible: true)
            return [early, late]
        }
        #expect(results == [.interrupted, .interrupted])
    }

    @Test("A full pipe says wouldBlock, and the writer is resumed when the reader makes room")
    func backpressure() async throws {
        let total = try await withEventLoop { loop in
            let pair = try SocketPair(on: loop)
            let block = [UInt8](repeating: 1, count: 64 * 1024)
            let size = 8 * 1024 * 1024
            let reader = Task(executorPreference: loop) { try await readAll(pair.b).count }
            var sent = 0
            var blocked = 0
            while sent < size {
                switch try pair.a.write(block.span) {
                case .bytes(let count): sent += count
                case .wouldBlock:
                    blocked += 1
                    _ = await pair.a.wait(for: .writable, until: .never)
                case .closed: Issue.record("closed")
                }
            }
            pair.a.finishWriting()
            #expect(blocked > 0)
            return try await reader.value - sent
        }
        #expect(total == 0)
    }

    @Test("A port that is taken is an error that names the address, although ports can be shared")
    func takenPort() throws {
        var held: [CInt] = []
        let address = try ListeningSocket.open(try SocketAddress(parsing: "127.0.0.1:0"), count: 2) {
            held.append($0.release())
        }
        let error = #expect(throws: SystemCallError.self) {
            _ = try ListeningSocket.open(address, count: 1) { _ in Issue.record("a taken port was shared") }
        }
        #expect(error?.isAddressInUse == true)
        #expect(error?.description.contains(address.description) == true)
        for descriptor in held { _ = ListeningSocket(adopting: descriptor) }
    }

    @Test("A refused connection is an error that names the address")
    func refused() async throws {
        let error = try await withEventLoop { loop -> SystemCallError? in
            var held: [CInt] = []
            let address = try ListeningSocket.open(try SocketAddress(parsing: "127.0.0.1:0"), count: 1) {
                held.append($0.release())
            }
            for descriptor in held { _ = ListeningSocket(adopting: descriptor) }
            do {
                _ = try await Socket.connect(to: address, on: loop, until: .never)
                return nil
            } catch {
                return error as? SystemCallError
            }
        }
        #expect(error?.description.contains("Connection refused") == true)
        #expect(error?.subject?.hasPrefix("127.0.0.1:") == true)
    }

    @Test("A listener hands out pending connections before it ends")
    func pendingConnections() async throws {
        let count = try await withEventLoop { loop in
            var held: [CInt] = []
            let address = try ListeningSocket.open(try SocketAddress(parsing: "127.0.0.1:0"), count: 1) {
                held.append($0.release())
            }
            let listener = try Listener(ListeningSocket(adopting: held[0]), on: loop)
            var clients: [Socket] = []
            for _ in 0..<5 { clients.append(try await Socket.connect(to: address, on: loop, until: .never)) }
            listener.interrupt()
            var accepted = 0
            while true {
                guard case .connection = try await listener.next() else { break }
                accepted += 1
            }
            withExtendedLifetime(clients) {}
            return accepted
        }
        #expect(count == 5)
    }

    @Test("A connection that says nothing is kept by the kernel, and whoever speaks comes in at once")
    func silence() async throws {
        let isRight = try await withEventLoop { loop in
            var held: [CInt] = []
            let address = try ListeningSocket.open(
                try SocketAddress(parsing: "127.0.0.1:0"),
                count: 1,
                silence: .seconds(60)
            ) { held.append($0.release()) }
            let listener = try Listener(ListeningSocket(adopting: held[0]), on: loop)
            let silent = try await Socket.connect(to: address, on: loop, until: .never)
            let speaking = try await Socket.connect(to: address, on: loop, until: .never)
            _ = try speaking.write([7].span)
            guard case .connection(let descriptor, _) = try await listener.next() else { return false }
            let accepted = try Socket(accepted: descriptor, on: loop)
            var bytes = [UInt8](repeating: 0, count: 8)
            var span = bytes.mutableSpan
            #expect(try accepted.read(into: &span) == .bytes(1))
            listener.interrupt()
            guard case .interrupted = try await listener.next() else { return false }
            withExtendedLifetime(silent) {}
            return true
        }
        #expect(isRight)
    }

    @Test("What the kernel may hold of a connection that came in does not grow with the peer's appetite")
    func kernelBuffers() async throws {
        let sizes = try await withEventLoop { loop in
            var held: [CInt] = []
            let address = try ListeningSocket.open(try SocketAddress(parsing: "127.0.0.1:0"), count: 1) {
                held.append($0.release())
            }
            let listener = try Listener(ListeningSocket(adopting: held[0]), on: loop)
            let client = try await Socket.connect(to: address, on: loop, until: .never)
            guard case .connection(let connection, _) = try await listener.next() else { return [0] }
            withExtendedLifetime(client) {}
            return [SO_SNDBUF, SO_RCVBUF].map { option in
                var size: CInt = 0
                var length = socklen_t(MemoryLayout<CInt>.size)
                _ = unsafe getsockopt(connection.number, SOL_SOCKET, option, &size, &length)
                return Int(size)
            }
        }
        #expect(sizes == [KernelBuffers.sent, KernelBuffers.received])
    }
}
