import JSONTexts
import Testing
import Text

@testable import Kubernetes

/// The cursor looks for the ends of values that an API server has written, and at nothing else.
@Suite struct `JSON around what anybody wrote` {
    @Test func `is passed where it is JSON, each value at its place`() throws {
        for text in JSONText.all where text.isJSON && text.isValue {
            for (before, after) in [("[", "]"), ("[1,", ",2]"), ("[ {},\t", "\n, \"x\" ]")] {
                let bytes = Array(before.utf8) + text.bytes + Array(after.utf8)
                var cursor = JSONCursor(bytes[...])
                var entries = try cursor.enter()
                var values: [[UInt8]] = []
                while try cursor.nextElement(&entries) { values.append(Array(bytes[try cursor.skipValue()])) }
                try cursor.finish()
                #expect(values.contains(text.bytes), "\(text)")
                #expect(values.count == (before == "[" ? 1 : 3), "\(text)")
            }
        }
    }

    @Test func `is passed where a string holds bytes that are no UTF-8, and they become U+FFFD`() throws {
        for text in JSONText.all where JSONText.withoutUTF8.contains(text.name) {
            var cursor = JSONCursor(text.bytes[...])
            let range = try cursor.skipValue()
            try cursor.finish()
            #expect(cursor.text(range.withoutQuotes, atMost: 100)?.contains("\u{FFFD}") == true, "\(text)")
        }
    }

    @Test func `means in its strings what Go reads`() throws {
        for text in JSONText.all {
            guard let meaning = text.meaning else { continue }
            var cursor = JSONCursor(text.bytes[...])
            let range = try cursor.skipValue()
            #expect(cursor.text(range.withoutQuotes, atMost: 100_000) == meaning, "\(text)")
        }
    }

    @Test func `ends, whatever it is, and is never passed beyond its last byte`() {
        for text in JSONText.everywhere {
            for bytes in [text.bytes, Array("{\"items\":[".utf8) + text.bytes + Array("]}".utf8)] {
                var cursor = JSONCursor(bytes[...])
                guard let range = try? cursor.skipValue() else { continue }
                #expect(range.upperBound <= bytes.count && cursor.position <= bytes.count, "\(text)")
            }
        }
    }

    @Test(arguments: JSONText.nestings)
    func `is passed however deep it is, and read to 64 levels`(nesting: [String]) throws {
        for depth in [1, 64, 65, 1_000_000] {
            let bytes = JSONText.nested(depth, in: nesting)
            var cursor = JSONCursor(bytes[...])
            #expect(try cursor.skipValue() == 0..<bytes.count)
            let piece = JSONPiece("spec", bytes[...])
            #expect(((try? piece.value(atMost: .max)) != nil) == (depth <= 64), "\(depth)")
        }
    }

    @Test func `is refused where it is cut`() {
        for text in JSONText.all where text.isJSON && text.bytes.count < 1000 {
            let whole = Array("{\"a\":[".utf8) + text.bytes + Array("]}".utf8)
            for end in whole.indices {
                var cursor = JSONCursor(whole[..<end])
                #expect(throws: JSONFault.isCut, "\(text) at \(end)") { try cursor.skipValue() }
            }
        }
    }
}
