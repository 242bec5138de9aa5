internal import Glibc
internal import Linux

/// A pipe through which other threads interrupt a supervisor that is blocked in `poll`.
final class WakeChannel: Sendable {
    /// What the supervisor is told.
    enum Message: UInt8 {
        case childEnded = 1
        case cancelled = 2
    }

    private let pipe: Pipe

    init(for command: Command) throws(ProcessError) {
        do throws(SystemCallError) { pipe = try Pipe() } catch {
            throw ProcessError(code: .notStarted(errno: error.code), executable: command.executable)
        }
        pipe.reading.makeNonBlocking()
        pipe.writing.makeNonBlocking()
    }

    var pollDescriptor: Int32 { pipe.reading.number }

    func send(_ message: Message) { _ = pipe.writing.write([message.rawValue]) }

    /// Takes the messages that have arrived.
    func receive() -> [Message] {
        guard case .bytes(let bytes) = pipe.reading.read(upTo: 64) else { return [] }
        return bytes.compactMap(Message.init)
    }
}
