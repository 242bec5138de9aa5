import Admission
import Images
import PlainReadings
import Testing

@Suite("Reviews recorded from an API server")
struct RecordedReviewTests {
    private func rules() throws -> AdmissionRules {
        AdmissionRules([
            try .rule("hub", ["docker.io"], pulls: true),
            try .rule("ghcr", ["ghcr.io"]),
            try .rule("local", ["registry.example.com:5000"], pulls: true),
            try .rule("every", [], always: true),
        ])
    }

    @Test func `the recordings are there`() {
        #expect(Corpus.names.count > 70)
    }

    @Test(arguments: Corpus.names)
    func `every one is understood, its patch applies, and a second pass adds nothing`(name: String) throws {
        let bytes = try Corpus.bytes(name)
        let first = try DecodedAnswer(bytes, try rules())
        #expect(first.answer.outcome != .notUnderstood, "\(first.answer.detail ?? "")")
        guard let patch = first.patchText else { return }
        let review = try ReferenceJSON(parsing: bytes)
        guard case .object(var members) = review, let place = members.firstIndex(where: { $0.key == "request" }),
            case .object(var request) = members[place].value,
            let object = request.firstIndex(where: { $0.key == "object" })
        else {
            Issue.record("a patch without an object: \(patch)")
            return
        }
        request[object].value = first.object
        members[place].value = .object(request)
        let again = try DecodedAnswer(ReferenceJSON.object(members).bytes, try rules())
        #expect(again.answer.outcome == .unchanged(.alreadyPresent))
        #expect(again.answer.registries == first.answer.registries)
    }

    @Test(arguments: [200, 9000])
    func `a Pod with thousands of variables, as large as etcd takes, is patched like any other`(count: Int) throws {
        let env = (0..<count).map { #"{"name":"VARIABLE_\#($0)","value":"value \\\"\#($0)\\\" é \u003cx\u003e"}"# }
        let spec = #"{"containers":[{"name":"c","env":[\#(env.joined(separator: ","))],"image":"nginx"}]}"#
        #expect(try DecodedAnswer(.pod(spec), try .three()).pullSecrets == ["pullpass-hub"])
    }

    @Test func `an annotation of 200 KB of JSON in a string is passed over`() throws {
        let inner = String(repeating: #"{\"a\":[1,2,{\"b\":\"c\"}]},"#, count: 8000)
        let review = ReviewText().with(\.metadata, #"{"annotations":{"last":"[\#(inner)null]"}}"#)
        #expect(try DecodedAnswer(review, try .three()).pullSecrets == ["pullpass-ghcr"])
    }
}

extension ReferenceJSON {
    /// The value as JSON text.
    var bytes: [UInt8] {
        switch self {
        case .null: Array("null".utf8)
        case .bool(let flag): Array("\(flag)".utf8)
        case .number(let text): Array(text.utf8)
        case .string(let text): Self.quoted(text)
        case .array(let elements):
            Array("[".utf8) + Array(elements.map(\.bytes).joined(separator: Array(",".utf8))) + Array("]".utf8)
        case .object(let members):
            Array("{".utf8)
                + Array(
                    members.map { Self.quoted($0.key) + Array(":".utf8) + $0.value.bytes }
                        .joined(separator: Array(",".utf8))
                ) + Array("}".utf8)
        }
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var bytes = Array("\"".utf8)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            if byte < 0x20 {
                bytes += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            } else {
                bytes.append(byte)
            }
        }
        return bytes + Array("\"".utf8)
    }
}
