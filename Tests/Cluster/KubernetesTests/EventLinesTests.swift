import TestSupport
import Testing

@testable import Kubernetes

@Suite(.seeded)
struct EventLinesTests {
    private func lines(_ chunks: [String], maximumBytes: Int = 10) -> [String] {
        var lines = EventLines(maximumBytes: maximumBytes)
        var found: [String] = []
        for chunk in chunks {
            lines.append(Array(chunk.utf8))
            while let line = lines.next() {
                found.append((line.isCut ? "cut " : "") + String(decoding: line.bytes, as: UTF8.self))
            }
        }
        return found
    }

    @Test func `lines are cut wherever the chunks are, and empty ones do not count`() {
        #expect(lines(["a\nb", "c\n\n\nd", "\n", "e"]) == ["a", "bc", "d"])
    }

    @Test func `of a line that is too long the beginning is told at its end, and those around it are whole`() {
        #expect(lines(["a\n0123456789", "x", "yz", "w\nb\nc", "\n"]) == ["a", "cut 0123456789", "b", "c"])
        #expect(lines(["0123456789xyz\nb\n"]) == ["cut 0123456789", "b"])
        #expect(lines(["0123456789x", "\n", "b\n"]) == ["cut 0123456789", "b"])
    }

    @Test func `of a line without end no more is kept than of its beginning`() {
        var lines = EventLines(maximumBytes: 1 << 20)
        for _ in 0..<64 {
            lines.append([UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20))
            #expect(lines.next() == nil)
        }
        lines.append(Array("\nb\n".utf8))
        #expect(lines.next()?.bytes.count == 64 << 10)
        #expect(lines.next().map { String(decoding: $0.bytes, as: UTF8.self) } == "b")
    }

    @Test func `any cuts are the same lines`() {
        var random = TestSeed.generator()
        let text = (0..<60).map { String(repeating: "\($0)", count: Int.random(in: 0...9, using: &random)) + "\n" }
        let whole = lines([text.joined()])
        for _ in 0..<50 {
            var rest = Substring(text.joined())
            var chunks: [String] = []
            while !rest.isEmpty {
                let count = Int.random(in: 1...20, using: &random)
                chunks.append(String(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(lines(chunks) == whole)
        }
    }
}
