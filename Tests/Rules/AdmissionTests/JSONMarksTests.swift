import TestSupport
import Testing

@testable import Admission

/// What is marked many bytes at a time against the walk byte by byte, which says what is right.
@Suite("JSON with marks", .enabled(if: JSONInstructions.here.level > 0, "this processor has no instructions for it"))
struct JSONMarksTests {
    /// All sets of instructions that can be had here.
    private static let all = (1...max(1, JSONInstructions.here.level)).map { JSONInstructions(level: $0) }

    private static func marks(
        _ text: [UInt8],
        levels: Int = 10_000,
        with instructions: JSONInstructions
    ) -> JSONMarks? {
        JSONMarks(text.span, levels: levels, with: instructions)
    }

    /// What the walk byte by byte says: the end of the value at the start, or nil for an error.
    private static func walked(_ text: [UInt8], from start: Int = 0) -> Int? {
        var scanner = JSONScanner()
        scanner.position = start
        do {
            try scanner.walkValue(depth: 0, in: text.span)
            return scanner.position
        } catch {
            return nil
        }
    }

    /// Holds that a text which perhaps has a mistake has no marks, or ends where the walk does.
    private static func checkEnd(of text: [UInt8], is wanted: Int?) {
        for instructions in all {
            guard let marks = marks(text, with: instructions) else { continue }
            #expect(marks.end == wanted, "\(String(decoding: text, as: UTF8.self))")
        }
    }

    /// Containers in an array, so that they stand at all places of a group, and some lie in many.
    private static func text(of containers: Int, using random: inout SeededGenerator) -> [UInt8] {
        guard containers > 1 else { return RandomJSON.container(using: &random) }
        let values = (0..<containers).map { _ in RandomJSON.container(using: &random) }
        return Array("[".utf8) + Array(values.joined(separator: Array(",".utf8))) + Array("]".utf8)
    }

    @Test("end each text made at random where the walk does, and say of most texts with a mistake nothing")
    func ends() {
        var random = SeededGenerator(seed: 16)
        var mistakes = 0
        for round in 0..<6000 {
            var text = Self.text(of: round % 9 + 1, using: &random)
            // What follows is nothing to the value.
            let rest = Array(",\"next\":1}".utf8)
            for instructions in Self.all {
                let marks = Self.marks(text + rest, with: instructions)
                #expect(marks?.end == text.count, "round \(round)")
            }
            RandomJSON.spoil(&text, using: &random)
            text += rest
            let wanted = Self.walked(text)
            if wanted == nil { mistakes += 1 }
            Self.checkEnd(of: text, is: wanted)
        }
        #expect(mistakes > 2000)
    }

    @Test("say of every byte that takes another one's place what the walk says")
    func eachByte() {
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
                Self.checkEnd(of: changed, is: wanted)
            }
        }
        #expect(refused > 1000)
    }

    @Test("find the end of every object, array and string of a text, and whether that string has escapes")
    func places() throws {
        var random = SeededGenerator(seed: 5)
        var found = 0
        for round in 0..<400 {
            let text = Self.text(of: round % 12 + 1, using: &random)
            for instructions in Self.all {
                let marks = try #require(Self.marks(text, with: instructions))
                var place = 0
                while place < text.count {
                    switch text[place] {
                    case ASCII.openBrace, ASCII.openBracket:
                        #expect(marks.endOfContainer(at: place) == Self.walked(text, from: place))
                        found += 1
                    case ASCII.quote:
                        var hasEscapes = false
                        var wantedEscapes = false
                        let end = marks.endOfString(from: place + 1, hasEscapes: &hasEscapes)
                        let wanted = try JSONScanner.endOfStringSlowly(
                            from: place + 1,
                            hasEscapes: &wantedEscapes,
                            in: text.span
                        )
                        #expect(end == wanted)
                        #expect(hasEscapes == wantedEscapes)
                        place = wanted
                    default: break
                    }
                    place += 1
                }
            }
        }
        #expect(found > 4000)
    }

    @Test("lead over the same keys and elements to the same values as the walk")
    func reading() throws {
        var random = SeededGenerator(seed: 11)
        var steps = 0
        for round in 0..<600 {
            let text = Self.text(of: round % 5 + 1, using: &random)
            var marked = JSONScanner()
            marked.mark(in: text.span)
            #expect(!marked.marks.isEmpty)
            let visited = try Self.visited(text, with: marked)
            #expect(try Self.visited(text, with: JSONScanner()) == visited)
            steps += visited.count
        }
        #expect(steps > 10_000)
    }

    /// Where a cursor is at each step through two levels of a text.
    private static func visited(_ text: [UInt8], with scanner: JSONScanner) throws -> [Int] {
        var scanner = scanner
        var places: [Int] = []
        func visit(depth: Int) throws {
            let kind = try scanner.kind(in: text.span)
            guard depth < 3, kind == .object || kind == .array else {
                if kind == .string, depth % 2 == 0 {
                    let string = try scanner.string(in: text.span)
                    places += [string.start, string.end, string.hasEscapes ? 1 : 0]
                } else {
                    try scanner.skipValue(depth: depth, in: text.span)
                }
                places.append(scanner.position)
                return
            }
            var entries = scanner.enter()
            if kind == .object {
                while let key = try scanner.nextKey(&entries, in: text.span) {
                    places += [key.start, key.end, key.hasEscapes ? 1 : 0, scanner.position]
                    try visit(depth: depth + 1)
                }
            } else {
                while try scanner.nextElement(&entries, in: text.span) {
                    places.append(scanner.position)
                    try visit(depth: depth + 1)
                }
            }
            places.append(scanner.position)
        }
        try visit(depth: 0)
        try scanner.finish(in: text.span)
        return places
    }

    @Test("are not made of a text whose end is missing, however much of it is there, and read nothing behind the text")
    func endsEarly() throws {
        var random = SeededGenerator(seed: 7)
        let page = try PageEnd()
        for round in 0..<60 {
            let text = Self.text(of: round % 4 + 1, using: &random)
            for count in 0..<text.count {
                for instructions in Self.all {
                    let end = page.read(text[..<count]) { JSONMarks($0, levels: 10_000, with: instructions)?.end }
                    #expect(end == nil)
                }
            }
            for instructions in Self.all {
                let end = page.read(text[...]) { JSONMarks($0, levels: 10_000, with: instructions)?.end }
                #expect(end == text.count)
            }
        }
    }

    @Test("count levels as the walk does", arguments: [1, 2, 63, 64, 65, 200])
    func levels(depth: Int) {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"b":"#, "}]")] {
            let isPair = open.hasPrefix("[{")
            let inner = open == "[" ? "" : "1"
            let text = Array(
                (String(repeating: open, count: depth) + inner + String(repeating: close, count: depth) + ",").utf8
            )
            let open = isPair ? 2 * depth : depth
            for instructions in Self.all {
                #expect(Self.marks(text, levels: open - 1, with: instructions) == nil)
                // More within one another than it counts is left to the walk.
                let end = Self.marks(text, levels: open, with: instructions)?.end
                #expect(end == (open <= 64 ? text.count - 1 : nil))
            }
        }
    }

    @Test("are not made of what is not written as Kubernetes writes it")
    func whiteSpace() {
        for text in [#"{ "a":1}"#, #"{"a": 1}"#, "[1,\n2]", "[1 ]", "[\t]", #" {"a":1}"#] {
            let bytes = Array((text + ",").utf8)
            for instructions in Self.all { #expect(Self.marks(bytes, with: instructions) == nil) }
        }
    }

    @Test("are made of a text with the line feed that Go's encoder ends each with", arguments: ["", "\n"])
    func lineFeed(end: String) {
        let text = Array((#"{"a":{"b":1}}"# + end).utf8)
        var scanner = JSONScanner()
        scanner.mark(in: text.span)
        #expect(scanner.marks.end == 13)
    }

    @Test("are not made where the processor cannot, nor of texts that have none")
    func nothing() {
        let text = Array("{}".utf8)
        #expect(Self.marks(text, with: JSONInstructions(level: 0)) == nil)
        for instructions in Self.all {
            #expect(Self.marks(text, levels: 0, with: instructions) == nil)
            #expect(Self.marks([], with: instructions) == nil)
            #expect(Self.marks(Array("\"a\"".utf8), with: instructions) == nil)
            #expect(Self.marks(text, with: instructions)?.end == 2)
        }
    }
}
