import Logging
import Testing
import Text

@testable import Logs

@Suite struct LogLineTests {
    private func line(_ message: String, _ metadata: [(String, Logger.MetadataValue)] = []) -> LogLine {
        LogLine(
            timestamp: Timestamp(seconds: 1_795_253_400) + .milliseconds(7),
            level: .info,
            label: "serve",
            message: message,
            metadata: metadata.map { (key: $0.0, value: $0.1) }
        )
    }

    @Test(
        "A time is written as RFC 3339 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_795_253_400, "2026-11-21T09:30:00.000Z"), (4_107_542_399, "2100-02-28T23:59:59.000Z"),
            (-1, "1969-12-31T23:59:59.000Z"),
        ] as [(Double, String)]
    )
    func timestamps(seconds: Double, expected: String) {
        #expect(Timestamp(seconds: seconds).milli == expected)
    }

    @Test("Text is for people: level, logger, message, then fields, quoted where needed")
    func text() {
        let rendered = line("listening", [("address", "[::]:8443"), ("why", "a b")]).rendered(as: .text)
        #expect(rendered == "2026-11-21T09:30:00.007Z info     serve: listening address=[::]:8443 why=\"a b\"\n")
    }

    @Test("JSON is one object a line, and a field cannot hide the line's own keys")
    func json() {
        let rendered = line("a \"b\"\n", [("level", "x"), ("n", "\u{1}")]).rendered(as: .json)
        #expect(
            rendered
                == #"{"time":"2026-11-21T09:30:00.007Z","level":"info","logger":"serve","message":"a \"b\"\n","metadata.level":"x","n":"\u0001"}"#
                + "\n"
        )
    }

    @Test("In JSON a number, a truth and a list stay what they are; in text they are short")
    func kinds() {
        let fields: [(String, Logger.MetadataValue)] = [
            ("a", .stringConvertible(7)), ("b", .stringConvertible(UInt64.max)), ("c", ["x", "y z"]),
            ("d", .stringConvertible(true)), ("e", .stringConvertible(0.5)), ("f", .stringConvertible(Double.nan)),
            ("g", ["k": .stringConvertible(-1)]), ("h", "7"), ("i", .array([])),
        ]
        let rendered = line("m", fields).rendered(as: .json)
        #expect(
            rendered.hasSuffix(
                #""a":7,"b":18446744073709551615,"c":["x","y z"],"d":true,"e":0.5,"f":"nan","g":{"k":-1},"h":"7","i":[]}"#
                    + "\n"
            )
        )
        let text = line("m", fields).rendered(as: .text)
        #expect(text.hasSuffix(#": m a=7 b=18446744073709551615 c="x,y z" d=true e=0.5 f=nan g=k:-1 h=7 i="""# + "\n"))
    }

    @Test("A line's fields reach the logger by their names, numbers as numbers")
    func fields() {
        let fields: LogFields = [.registry: "hub", .times: .number(3), .images: .list(["a", "b"])]
        #expect(
            line("m", fields.metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }).rendered(as: .json)
                .hasSuffix(#""images":["a","b"],"registry":"hub","times":3}"# + "\n")
        )
        #expect(fields.adding([.registry: "other", .secret: "s"])[.registry] == "hub")
        #expect(LogValue.number(UInt64.max) == .whole(.max))
    }

    @Test("Keys are words that any query language takes, and none is a line's own", arguments: LogKey.allCases)
    func keys(key: LogKey) {
        #expect(key.rawValue.allSatisfy { $0 == "_" || ($0.isASCII && $0.isLowercase) || $0.isNumber })
        #expect(!["time", "level", "logger", "message"].contains(key.rawValue))
    }

    @Test("Below its level nothing of a line is made")
    func laziness() {
        var logger = Logger(label: "x") { StandardErrorLog(label: $0, format: .json, level: .error) }
        logger.logLevel = .error
        var made = 0
        func count() -> String {
            made += 1
            return "x"
        }
        logger.warning("\(count())", [.registry: "\(count())"])
        logger.debug("\(count())", [.registry: "\(count())"])
        #expect(made == 0)
    }

    @Test("Nothing in a message can begin another line or drive a terminal", arguments: [LogFormat.text, .json])
    func injection(format: LogFormat) {
        let rendered = line("x\nfake\u{1b}[2J", [("k", "y\r\nfake\u{9b}2J")]).rendered(as: format)
        #expect(rendered.filter(\.isNewline) == "\n")
        #expect(!rendered.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{9b}" })
    }
}
