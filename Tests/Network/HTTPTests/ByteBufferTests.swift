import HTTP
import Testing

@Suite struct `A byte buffer` {
    private func text(_ buffer: borrowing ByteBuffer) -> String {
        buffer.withBytes { string(of: $0) }
    }

    @Test func `bytes come out as they went in`() {
        var buffer = ByteBuffer(capacity: 0)
        #expect(buffer.isEmpty && buffer.capacity == 0)
        buffer.append("ab" as StaticString)
        buffer.append("cd")
        buffer.append([UInt8(ascii: "e")])
        buffer.append(UInt8(ascii: "f"))
        #expect(text(buffer) == "abcdef" && buffer.count == 6)
        buffer.consume(2)
        #expect(text(buffer) == "cdef")
        buffer.consume(100)
        #expect(buffer.isEmpty == true)
    }

    @Test func `a long run of appends and consumes keeps order and stays small`() {
        var buffer = ByteBuffer(capacity: 64)
        var next: UInt8 = 0
        var expected: UInt8 = 0
        for round in 0..<10_000 {
            for _ in 0..<(round % 17) {
                buffer.append(next)
                next &+= 1
            }
            let taken = min(buffer.count, round % 19)
            buffer.withBytes { bytes in
                for index in 0..<taken {
                    #expect(bytes[index] == expected)
                    expected &+= 1
                }
            }
            buffer.consume(taken)
        }
        #expect(buffer.capacity <= 256)
    }

    @Test func `space is written in place`() {
        var buffer = ByteBuffer(capacity: 4)
        buffer.append("abc" as StaticString)
        buffer.consume(2)
        buffer.withSpace(atLeast: 10) { space in
            #expect(space.count >= 10)
            space[0] = UInt8(ascii: "x")
            return 1
        }
        #expect(text(buffer) == "cx")
        buffer.withSpace(atLeast: 0) { _ in 0 }
        #expect(text(buffer) == "cx")
    }

    @Test func `memory is given back when empty, or when little stands in much of it`() {
        var buffer = ByteBuffer(capacity: 1000)
        buffer.append([UInt8](repeating: 0x61, count: 200))
        buffer.consume(3)
        buffer.shrink(toCapacity: 10)
        #expect(buffer.capacity == 1000)
        buffer.consume(195)
        buffer.append("x" as StaticString)
        buffer.shrink(toCapacity: 100)
        #expect(buffer.capacity == 100)
        #expect(text(buffer) == "aax")
        buffer.consume(3)
        buffer.shrink(toCapacity: 10)
        #expect(buffer.capacity == 10)
        buffer.shrink(toCapacity: 100)
        #expect(buffer.capacity == 10)
    }

    @Test(
        "it doubles up to what is announced, and then holds that and no more",
        arguments: [(4_750_000, 4_768_432), (65_000, 83_432), (74_000, 92_432), (10_000, 18_432), (8 << 20, 8_407_040)]
    )
    func growth(announced: Int, capacity: Int) {
        let read = 18 * 1024
        var buffer = ByteBuffer(capacity: read)
        buffer.growthLimit = announced + read
        var growths = 0
        while buffer.count < announced {
            let before = buffer.capacity
            let needed = buffer.capacity(withSpace: 2048)
            let rest = announced - buffer.count
            buffer.withSpace(atLeast: 2048) { space in min(space.count, 16_384, rest) }
            #expect(buffer.capacity == needed)
            if buffer.capacity > before { growths += 1 }
            #expect(buffer.capacity <= max(read, buffer.count * 2 + 4096))
        }
        #expect(buffer.capacity <= capacity)
        #expect(growths < 12)
    }

    @Test func `what is written beyond what was announced grows by what is needed`() {
        var buffer = ByteBuffer(capacity: 100)
        buffer.growthLimit = 150
        buffer.append([UInt8](repeating: 1, count: 149))
        #expect(buffer.capacity == 150)
        buffer.append([UInt8](repeating: 2, count: 20))
        #expect(buffer.capacity == 169 && buffer.count == 169)
    }

    @Test("decimal", arguments: [0, 7, 10, 99, 100, 12_345, -1, .max, .min])
    func decimal(number: Int) {
        var buffer = ByteBuffer(capacity: 0)
        buffer.append(decimal: number)
        #expect(text(buffer) == String(number))
    }
}
