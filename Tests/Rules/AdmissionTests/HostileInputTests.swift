import Admission
import Images
import PlainReadings
import Testing

@Suite("Hostile input")
struct HostileInputTests {
    /// A review that touches every field that is read.
    private static let rich: ReviewText = {
        var review = ReviewText.pod(
            #"{"volumes":[{"image":{"reference":"ghcr.io/a/v","pullPolicy":"Never"}}],"initContainers":[{"image":"nginx"}],"#
                + #""containers":[{"image":"ghcr.io/a/b","imagePullPolicy":"Never","args":[-1.5e3,true,"\u00e9é"]}],"#
                + #""imagePullSecrets":[{"name":"pullpass-hub"},{}]}"#
        )
        review.metadata = #"{"labels":{"a":"b"},"annotations":{"c":null}}"#
        return review
    }()

    private static func rules() throws -> AdmissionRules {
        AdmissionRules([
            try .rule("hub", ["docker.io"]),
            try .rule("ghcr", ["ghcr.io"], pulls: true),
        ])
    }

    @Test func `a review cut off at any byte is malformed, and nothing is patched`() throws {
        let rules = try Self.rules()
        let withoutList = Self.rich.with(\.spec, #"{"imagePullSecrets":null,"containers":[{"image":"nginx"}]}"#)
        for review in [Self.rich, withoutList] {
            let bytes = review.bytes
            #expect(try DecodedAnswer(bytes, rules).answer.outcome == .injected)
            for length in 0..<bytes.count {
                let answer = rules.answer(toReview: Array(bytes[..<length]).span)
                #expect(!answer.isReview && answer.outcome == .malformed, "cut at \(length)")
                let expected = length == 0 ? "the body is empty" : "unexpected end of input at byte \(length)"
                #expect(answer.detail?.hasSuffix(expected) == true, "\(answer.detail ?? "")")
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a changed byte is judged as a second reader judges it, and a patch always applies`(seed: UInt64) throws {
        let rules = try Self.rules()
        let original = Self.rich.bytes
        let structural = Array("{}[],:\"\\ntfu0-e.\u{0}\u{1F} \u{80}\u{FF}".utf8)
        var random = SplitMix64(state: seed)
        var (accepted, patched) = (0, 0)
        for round in 0..<5000 {
            var bytes = original
            let place = Int(random.next() % UInt64(bytes.count))
            switch random.next() % 8 {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(structural[Int(random.next() % UInt64(structural.count))], at: place)
            case 2: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 3: bytes[place] ^= 1 << UInt8(random.next() % 8)
            case 4: bytes[place] = original[Int(random.next() % UInt64(original.count))]
            default: bytes[place] = structural[Int(random.next() % UInt64(structural.count))]
            }
            let isJSON = (try? ReferenceJSON(parsing: bytes)) != nil
            let answer = rules.answer(toReview: bytes.span)
            let isSyntaxError = answer.detail?.hasPrefix("the body is not JSON") == true
            #expect(isSyntaxError == !isJSON, "round \(round): \(String(decoding: bytes, as: UTF8.self))")
            guard answer.isReview else { continue }
            accepted += 1
            guard answer.outcome == .injected else { continue }
            // Applies the patch, or throws.
            let decoded = try DecodedAnswer(bytes, rules)
            patched += 1
            try expectStable(bytes, decoded, rules)
        }
        // The rounds would prove nothing if all of them ended at the first comma.
        #expect(accepted > 1500)
        #expect(patched > 1000)
    }

    private func expectStable(_ bytes: [UInt8], _ decoded: DecodedAnswer, _ rules: AdmissionRules) throws {
        for index in decoded.answer.registries {
            #expect(decoded.pullSecrets.contains(rules.rules[index].secretName))
        }
        let count = decoded.pullSecrets.count { $0.hasPrefix("pullpass-ghcr") && $0.utf8.count == 13 }
        #expect(count <= 1)
    }

    @Test func `ten thousand levels are answered, inside and outside of what is read`() throws {
        let rules = try Self.rules()
        let deep = String(repeating: "[", count: 9_990) + String(repeating: "]", count: 9_990)
        for spec in [
            #"{"x":\#(deep),"containers":[{"image":"nginx","y":\#(deep)}]}"#,
            #"{"containers":[{"image":"nginx"}],"imagePullSecrets":[{"x":\#(deep)}]}"#,
        ] {
            #expect(rules.answer(toReview: ReviewText.pod(spec).bytes.span).outcome == .injected)
        }
        let tooDeep = String(repeating: #"{"a":"#, count: 10_000) + "1" + String(repeating: "}", count: 10_000)
        let answer = rules.answer(toReview: ReviewText.pod(#"{"x":\#(tooDeep)}"#).bytes.span)
        #expect(answer.detail?.contains("nested more than 10000 levels deep") == true)
    }

    @Test func `depth is counted from the top, also around what is read`() throws {
        let rules = try Self.rules()
        // Five levels are open around an element of containers.
        for (depth, isReview) in [(9_994, true), (9_995, false)] {
            let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let answer = rules.answer(toReview: ReviewText.pod(#"{"containers":[{"x":\#(deep)}]}"#).bytes.span)
            #expect(answer.isReview == isReview)
        }
    }

    @Test func `strings of four mebibytes pass through wherever they stand`() throws {
        let rules = try Self.rules()
        let long = String(repeating: "x", count: 4 << 20)
        let escaped = String(repeating: "\\u0061", count: 700_000)
        let wide = String(repeating: "é", count: 2 << 20)
        for (field, image, name) in [(wide, "nginx", escaped), (long, escaped, long), ("", long, "")] {
            let review = ReviewText.pod(
                #"{"a":"\#(field)","containers":[{"image":"nginx"},{"image":"\#(image)"}],"#
                    + #""imagePullSecrets":[{"name":"\#(name)"}]}"#
            )
            let answer = rules.answer(toReview: review.bytes.span)
            #expect(answer.outcome == .injected)
            #expect(answer.body.count < 2000)
        }
        let review = ReviewText().with(\.operation, "\"\(long)\"").with(\.subresource, "\"\(long)\"")
        #expect(rules.answer(toReview: review.bytes.span).outcome == .unchanged(.notPodCreate))
    }

    @Test func `huge numbers are passed, not read`() throws {
        let digits = String(repeating: "9", count: 1 << 20)
        let review = ReviewText.pod(#"{"a":-\#(digits).\#(digits)e+\#(digits),"containers":[{"image":"nginx"}]}"#)
        #expect(try Self.rules().answer(toReview: review.bytes.span).outcome == .injected)
    }

    @Test func `tens of thousands of containers and pull secrets are answered in one go`() throws {
        let rules = try Self.rules()
        let containers = (0..<30_000).map { #"{"image":"nginx:\#($0)"}"# }.joined(separator: ",")
        let secrets = (0..<30_000).map { #"{"name":"secret-\#($0)"}"# }.joined(separator: ",")
        let spec = #"{"containers":[\#(containers)],"imagePullSecrets":[\#(secrets)]}"#
        let answer = rules.answer(toReview: ReviewText.pod(spec).bytes.span)
        #expect(answer.outcome == .injected)
        // One operation, for the Secret.
        #expect(answer.body.count < 500)
    }

    @Test func `NULs and lone surrogates in fields that are read harm nothing`() throws {
        let rules = try Self.rules()
        let review = ReviewText.pod(#"{"containers":[{"image":"nginx\u0000"},{"image":"\ud800"},{"image":"nginx"}]}"#)
            .with(\.namespace, #""a\u0000\udfff""#)
        let decoded = try DecodedAnswer(review, rules)
        #expect(decoded.pullSecrets == ["pullpass-hub"])
        #expect(decoded.answer.namespace == "a\u{0}\u{FFFD}")
        #expect(decoded.warnings.count == 2)
        var raw = review.bytes
        raw.append(0)
        #expect(rules.answer(toReview: raw.span).outcome == .malformed)
    }
}

/// A generator with a seed, so that every run tries the same inputs.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
