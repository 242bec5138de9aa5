import EventLoop
import Glibc
import Linux

@testable import Sockets

/// Two connected sockets on one loop.
///
/// `@unchecked Sendable`: its users are tasks of that one loop.
final class SocketPair: @unchecked Sendable {
    let a: Socket
    let b: Socket

    init(on loop: EventLoop) throws {
        var pair: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else { throw SystemCallError.last("socketpair") }
        a = try Socket(owning: FileDescriptor(owning: pair[0]), on: loop)
        b = try Socket(owning: FileDescriptor(owning: pair[1]), on: loop)
    }
}

/// Reads until the other side has finished.
func readAll(_ socket: Socket) async throws -> [UInt8] {
    var received: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
        var span = chunk.mutableSpan
        switch try socket.read(into: &span) {
        case .bytes(let count): received.append(contentsOf: chunk[..<count])
        case .closed: return received
        case .wouldBlock: _ = await socket.wait(for: .readable, until: .never)
        }
    }
}
