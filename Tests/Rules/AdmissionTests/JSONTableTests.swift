import Images
import JSONTexts
import PlainReadings
import Testing

@testable import Admission

/// The scanner takes what RFC 8259 calls JSON and nothing else, without one exception.
///
/// A review that the API server could not have written must not be answered: what its decoder made of it nobody knows.
@Suite struct `The scanner's verdict on JSON` {
    @Test func `is RFC 8259's on every text`() {
        #expect(JSONText.misjudged { read($0) } == [])
    }

    @Test func `is the same where it may look at many bytes at once`() {
        #expect(JSONText.misjudged { read($0, marking: true) } == [])
    }

    @Test func `is that of a plain second reader, which knows the table no better`() {
        #expect(JSONText.misjudged { (try? ReferenceJSON(parsing: $0)) != nil } == [])
    }

    @Test func `does not depend on where a text stands in a review`() throws {
        let rules = AdmissionRules([try .rule("hub", ["docker.io"])])
        let spec = #","containers":[{"image":"nginx"}]}"#
        let places: [(String, String)] = [
            (#"{"x":"#, spec), (#"{"containers":[{"image":"nginx","x":"#, "}]}"),
            (#"{"imagePullSecrets":[{"name":"a","x":"#, "}]" + spec), (#"{"volumes":[{"image":{"x":"#, "}}]" + spec),
        ]
        for text in JSONText.all where text.isValue {
            for (before, after) in places {
                var review = Array(ReviewText.pod("SPEC").text.split(separator: "SPEC")[0].utf8)
                review += Array(before.utf8) + text.bytes + Array(after.utf8)
                review += Array(ReviewText.pod("SPEC").text.split(separator: "SPEC")[1].utf8)
                let answer = rules.answer(toReview: review.span)
                #expect(answer.outcome == (text.isJSON ? .injected : .malformed), "\(text) behind \(before)")
            }
        }
    }

    @Test(arguments: JSONText.nestings)
    func `goes as deep as the API server's`(nesting: [String]) {
        for (depth, isRead) in [(1, true), (9999, true), (10_000, true), (10_001, false), (100_000, false)] {
            let text = JSONText.nested(depth, in: nesting)
            #expect(read(text) == isRead, "\(depth)")
            #expect(read(text, marking: true) == isRead, "\(depth)")
        }
    }

    @Test func `comes with the meaning of a string`() throws {
        for text in JSONText.all {
            guard let meaning = text.meaning else { continue }
            var scanner = JSONScanner()
            let string = try scanner.string(in: text.bytes.span)
            #expect(string.text(in: text.bytes.span) == meaning, "\(text)")
            #expect(try ReferenceJSON(parsing: text.bytes) == .string(meaning), "\(text)")
        }
    }

    @Test func `is on at least three hundred texts, no two of the same name`() {
        let names = JSONText.all.map(\.name)
        #expect(Dictionary(grouping: names) { $0 }.values.filter { $0.count > 1 }.map { $0[0] } == [])
        let same = Dictionary(grouping: JSONText.all) { $0.bytes }.values.filter { $0.count > 1 }
        #expect(same.map { $0.map(\.name) } == [])
        #expect(JSONText.all.count { $0.isJSON } > 150)
        #expect(JSONText.all.count { !$0.isJSON } > 300)
    }

    private func read(_ bytes: [UInt8], marking: Bool = false) -> Bool {
        var scanner = JSONScanner()
        if marking { scanner.mark(in: bytes.span) }
        do {
            scanner.skipSpace(in: bytes.span)
            try scanner.skipValue(depth: 0, in: bytes.span)
            try scanner.finish(in: bytes.span)
            return true
        } catch {
            return false
        }
    }
}
