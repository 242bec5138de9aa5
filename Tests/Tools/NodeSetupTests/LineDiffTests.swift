import Testing

@testable import NodeSetup

struct LineDiffTests {
    private static func text(_ before: String, _ after: String) -> [String] {
        LineDiff.text(Array(before.utf8), Array(after.utf8)).split(separator: "\n").map(String.init)
    }

    @Test(arguments: ["\n", "\r\n"])
    func `of lines that end in any way only those that change are shown`(end: String) {
        let before = ["kind: A", "mode: old", "size: 1", ""].joined(separator: end)
        let after = ["kind: A", "mode: new", "size: 1", ""].joined(separator: end)
        #expect(Self.text(before, after).map(\.trimmedEnd) == ["@@ -2,1 +2,1 @@", "-mode: old", "+mode: new"])
    }

    @Test func `what is written in another way in Unicode is a change`() {
        #expect(Self.text("name: \u{E9}\n", "name: e\u{301}\n").count == 3)
    }
}

extension String {
    fileprivate var trimmedEnd: String { String(reversed().drop(while: \.isWhitespace).reversed()) }
}
