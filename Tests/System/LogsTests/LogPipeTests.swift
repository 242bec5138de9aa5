import Glibc
import Testing

@testable import Logs

@Suite struct LogPipeTests {
    /// The two ends of a pipe of two pages, each of which takes one write; they are closed unless the body does.
    private static func withPipe(_ body: (_ reading: inout CInt, _ writing: CInt) throws -> Void) throws {
        var ends: [CInt] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        try #require(fcntl(ends[1], 1031 /* F_SETPIPE_SZ */, 8192) == 8192)
        defer {
            if ends[0] >= 0 { close(ends[0]) }
            close(ends[1])
        }
        try body(&ends[0], ends[1])
    }

    /// What is in the pipe now.
    private static func drain(_ descriptor: CInt) -> String {
        var text = ""
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while unsafe poll(&watched, 1, 0) > 0, watched.revents & Int16(POLLIN) != 0 {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            guard count > 0 else { break }
            text += String(decoding: chunk[..<count], as: UTF8.self)
        }
        return text
    }

    private static func write(_ text: String, to pipe: LogPipe) {
        pipe.write(Array("\(text)\n".utf8)) { Array("\($0) lost\n".utf8) }
    }

    @Test("Nobody waits for a reader that has stopped; what is lost is counted, and told when there is room")
    func stopped() throws {
        try Self.withPipe { reading, writing in
            let pipe = LogPipe(writing, patience: .zero)
            let long = String(repeating: "x", count: 3000)
            Self.write(long, to: pipe)
            Self.write(long, to: pipe)
            Self.write(long, to: pipe)
            Self.write("short", to: pipe)
            #expect(pipe.lost == 2)
            #expect(Self.drain(reading) == "\(long)\n\(long)\n")
            Self.write("after", to: pipe)
            #expect(Self.drain(reading) == "2 lost\nafter\n")
            #expect(pipe.lost == 2)
        }
    }

    @Test("A line that breaks off in its middle does not run into the next one")
    func broken() throws {
        try Self.withPipe { reading, writing in
            let pipe = LogPipe(writing, patience: .zero)
            Self.write(String(repeating: "x", count: 10_000), to: pipe)
            #expect(pipe.lost == 1)
            #expect(Self.drain(reading) == String(repeating: "x", count: 8192))
            Self.write("after", to: pipe)
            #expect(Self.drain(reading) == "\n1 lost\nafter\n")
        }
    }

    @Test("A reader that is gone, and a disk that is full, are nobody's end")
    func gone() throws {
        try Self.withPipe { reading, writing in
            // As the process does before it writes anything.
            signal(SIGPIPE, SIG_IGN)
            let pipe = LogPipe(writing, patience: .zero)
            close(reading)
            reading = -1
            for _ in 0..<3 { Self.write("x", to: pipe) }
            #expect(pipe.lost == 3)
        }
        let full = unsafe open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        defer { close(full) }
        let pipe = LogPipe(full, patience: .zero)
        Self.write("x", to: pipe)
        #expect(pipe.lost == 1)
    }

    @Test("A line that is longer than what a pipe takes at once comes whole where it is read")
    func whole() throws {
        try Self.withPipe { reading, writing in
            #expect(fcntl(writing, 1031 /* F_SETPIPE_SZ */, 65_536) == 65_536)
            let pipe = LogPipe(writing, patience: .zero)
            let long = String(repeating: "y", count: 20_000)
            Self.write(long, to: pipe)
            #expect(Self.drain(reading) == "\(long)\n")
            #expect(pipe.lost == 0)
        }
    }
}
