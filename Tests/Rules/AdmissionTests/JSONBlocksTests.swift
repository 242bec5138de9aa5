import TestSupport
import Testing

@testable import Admission

/// The passage by blocks of 64 bytes against the one byte by byte, which says what is right.
@Suite("JSON by blocks", .enabled(if: JSONBlocks.here.level > 0, "this processor has no instructions for it"))
struct JSONBlocksTests {
    /// All sets of instructions that can be had here.
    private static let all = (1...max(1, JSONBlocks.here.level)).map { JSONBlocks(level: $0) }

    /// What the walk byte by byte says: the end of the value at the start, or nil for an error.
    private static func walked(_ text: [UInt8], from start: Int = 0, depth: Int = 0) -> Int? {
        var scanner = JSONScanner()
        scanner.position = start
        do {
            try scanner.walkValue(depth: depth, in: text.span)
            return scanner.position
        } catch {
            return nil
        }
    }

    @Test("say of every value of texts made at random what the walk says, and of most texts with a mistake nothing")
    func agreeOnContainers() {
        var random = SeededGenerator(seed: 16)
        var answers = 0
        var mistakes = 0
        for round in 0..<6000 {
            var text = RandomJSON.container(using: &random)
            // What follows is nothing to the value.
            let rest = Array(",\"next\":1}".utf8)
            let whole = text + rest
            for blocks in Self.all {
                #expect(blocks.endOfContainer(at: 0, levels: 10_000, in: whole.span) == text.count, "round \(round)")
                answers += 1
            }
            RandomJSON.spoil(&text, using: &random)
            text += rest
            let wanted = Self.walked(text)
            if wanted == nil { mistakes += 1 }
            for blocks in Self.all {
                guard let end = blocks.endOfContainer(at: 0, levels: 10_000, in: text.span) else { continue }
                #expect(end == wanted, "\(String(decoding: text, as: UTF8.self))")
            }
        }
        #expect(answers >= 6000)
        #expect(mistakes > 2000)
    }

    @Test("say of every byte that takes another one's place in a value what the walk says")
    func agreeOnEachByte() {
        let text = Array(
            #"{"a":[1,-2.5e+3,true,null,{"k\"":"v\u00e9\\"},[],"ü😀"],"b":{"c":{},"d":{"e":"f"}},"long":"0123456789012345678901234567890123456789","z":false},"#
                .utf8
        )
        let others: [UInt8] =
            Array(#"{}[],:"\ tfn09-.eE+u/"#.utf8) + [0, 9, 10, 0x1F, 0x7F, 0x80, 0xC0, 0xE0, 0xED, 0xF4, 0xFF]
        var refused = 0
        for place in text.indices {
            for other in others {
                var changed = text
                changed[place] = other
                let wanted = Self.walked(changed)
                if wanted == nil { refused += 1 }
                for blocks in Self.all {
                    guard let end = blocks.endOfContainer(at: 0, levels: 10_000, in: changed.span) else { continue }
                    #expect(end == wanted, "\(other) at \(place)")
                }
            }
        }
        #expect(refused > 1000)
    }

    @Test("pass no value whose end is missing, however much of it is there, and read nothing behind the text")
    func endsEarly() throws {
        var random = SeededGenerator(seed: 7)
        let page = try PageEnd()
        for _ in 0..<60 {
            let text = RandomJSON.container(using: &random)
            for count in 0..<text.count {
                for blocks in Self.all {
                    let end = page.read(text[..<count]) { blocks.endOfContainer(at: 0, levels: 10_000, in: $0) }
                    #expect(end == nil)
                }
            }
            for blocks in Self.all {
                let end = page.read(text[...]) { blocks.endOfContainer(at: 0, levels: 10_000, in: $0) }
                #expect(end == text.count)
            }
        }
    }

    @Test("find no end of a string that has none, and read nothing behind the text")
    func stringEndsEarly() throws {
        var random = SeededGenerator(seed: 8)
        let page = try PageEnd()
        for _ in 0..<60 {
            let text = RandomJSON.string(using: &random)
            for count in 1..<text.count {
                for blocks in Self.all {
                    var hasEscapes = false
                    let end = page.read(text[..<count]) {
                        blocks.endOfString(from: 1, hasEscapes: &hasEscapes, in: $0)
                    }
                    #expect(end == nil)
                    #expect(!hasEscapes)
                }
            }
        }
    }

    @Test("count levels as the walk does", arguments: [1, 2, 63, 64, 65, 200])
    func levels(depth: Int) {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let inner = open == "[" ? "" : "1"
            let text = Array(
                (String(repeating: open, count: depth) + inner + String(repeating: close, count: depth) + ",").utf8
            )
            for blocks in Self.all {
                #expect(blocks.endOfContainer(at: 0, levels: depth - 1, in: text.span) == nil)
                // More arrays within one another than it counts are left to the walk.
                let isCounted = open != "[" || depth <= 64
                #expect(
                    blocks.endOfContainer(at: 0, levels: depth, in: text.span) == (isCounted ? text.count - 1 : nil)
                )
            }
        }
    }

    @Test("leave to the walk what is not written as Kubernetes writes it")
    func whiteSpace() {
        for text in [#"{ "a":1}"#, #"{"a": 1}"#, "[1,\n2]", "[1 ]", "[\t]"] {
            let bytes = Array((text + ",").utf8)
            #expect(Self.walked(bytes) == bytes.count - 1)
            for blocks in Self.all { #expect(blocks.endOfContainer(at: 0, levels: 9, in: bytes.span) == nil) }
        }
    }

    @Test("find the end of a string from any place where a character begins")
    func strings() throws {
        var random = SeededGenerator(seed: 3)
        var found = 0
        for _ in 0..<3000 {
            var text = RandomJSON.string(using: &random) + Array(",{".utf8)
            if Bool.random(using: &random) { RandomJSON.spoil(&text, using: &random) }
            let start = RandomJSON.start(in: text, using: &random)
            var wantedEscapes = false
            let wanted = try? JSONScanner.endOfStringSlowly(from: start, hasEscapes: &wantedEscapes, in: text.span)
            for blocks in Self.all {
                var hasEscapes = false
                let end = blocks.endOfString(from: start, hasEscapes: &hasEscapes, in: text.span)
                #expect(end == wanted)
                if end != nil {
                    found += 1
                    #expect(hasEscapes == wantedEscapes)
                }
            }
        }
        #expect(found > 2000)
    }

    @Test("say nothing where the processor cannot, and nothing of a place that is not in the text")
    func nothing() {
        let text = Array("{}".utf8)
        #expect(JSONBlocks(level: 0).endOfContainer(at: 0, levels: 9, in: text.span) == nil)
        for blocks in Self.all {
            #expect(blocks.endOfContainer(at: 2, levels: 9, in: text.span) == nil)
            #expect(blocks.endOfContainer(at: -1, levels: 9, in: text.span) == nil)
            #expect(blocks.endOfContainer(at: 0, levels: 0, in: text.span) == nil)
            #expect(blocks.endOfContainer(at: 0, levels: 9, in: [UInt8]().span) == nil)
        }
    }
}
