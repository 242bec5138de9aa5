import TestSupport
import Testing

/// HTTP/1.1 as somebody sends it who wants two programs to read it in two ways (RFC 9112 sections 3, 5, 6, 7, 9 and 11.2).
@Suite struct `Requests on the wire` {
    @Test(
        "are answered or refused, and the next one is seen where it starts, however the bytes are cut",
        arguments: WireFamily.all
    )
    func table(family: WireFamily) async throws {
        try await withServer { test in
            for wire in family.cases {
                for byteByByte in [false, true] where !byteByByte || wire.sent.utf8.count < 1000 {
                    let seen: [String]
                    do { seen = try await test.answers(to: wire, byteByByte: byteByByte) } catch { seen = ["\(error)"] }
                    #expect(seen == wire.seen, "\(wire.name)\(byteByByte ? ", byte by byte" : "")")
                }
            }
        }
    }

    @Test func `have no two cases of the same name or the same bytes`() {
        let cases = WireFamily.all.flatMap(\.cases)
        #expect(Dictionary(grouping: cases, by: \.sent).values.filter { $0.count > 1 }.map { $0.map(\.name) } == [])
        for family in WireFamily.all { #expect(Set(family.cases.map(\.name)).count == family.cases.count, "\(family)") }
        #expect(cases.count > 250)
    }
}

/// Cases that belong together.
struct WireFamily: Sendable, CustomTestStringConvertible {
    let name: String
    let cases: [WireCase]
    var testDescription: String { name }

    static let all = [
        WireFamily(name: "Content-Length", cases: lengths),
        WireFamily(name: "Transfer-Encoding", cases: codings),
        WireFamily(name: "chunks", cases: chunks),
        WireFamily(name: "request line", cases: requestLines),
        WireFamily(name: "Host", cases: hosts),
        WireFamily(name: "lines", cases: lines),
        WireFamily(name: "Expect", cases: expectations),
        WireFamily(name: "connection", cases: connections),
    ]
}
