import Admission
import Images
import PlainReadings
import Testing

@Suite("What is an AdmissionReview")
struct EnvelopeTests {
    @Test(arguments: ["admission.k8s.io/v1", "admission.k8s.io/v1beta1"])
    func `a review is answered in its own version`(apiVersion: String) throws {
        // The version that comes back is compared in DecodedAnswer.
        let decoded = try DecodedAnswer(ReviewText().with(\.apiVersion, "\"\(apiVersion)\""), try .three())
        #expect(decoded.answer.outcome == .injected)
        #expect(String(decoding: decoded.answer.body, as: UTF8.self).hasPrefix(#"{"apiVersion":"\#(apiVersion)""#))
    }

    @Test func `escapes in apiVersion and kind are the same text`() throws {
        let review = ReviewText()
            .with(\.apiVersion, #""admission.k8s.io\/v\u0031""#)
            .with(\.kind, #""Admission\u0052eview""#)
        #expect(try DecodedAnswer(review, try .three()).answer.outcome == .injected)
    }

    @Test(
        "the uid comes back as it was sent, whatever it is",
        arguments: [#""a""#, #""\"\\\/\n\u0000""#, #""\ud83d\ude00""#, #""\ud800""#, #""é😀""#, #""</script>""#]
    )
    func uid(uid: String) throws {
        let answer = try AdmissionRules.three().answer(toReview: ReviewText().with(\.uid, uid).bytes.span)
        #expect(answer.isReview)
        #expect(String(decoding: answer.body, as: UTF8.self).contains(#""uid":\#(uid),"#))
        _ = try ReferenceJSON(parsing: answer.body)
    }

    @Test func `of two uids the last one comes back`() throws {
        let review = ReviewText().with(\.uid, #""first","uid":"second","uid":null"#)
        let answer = try AdmissionRules.three().answer(toReview: review.bytes.span)
        #expect(String(decoding: answer.body, as: UTF8.self).contains(#""uid":"second","#))
    }

    @Test(
        "a body that is none is refused with one line that says why",
        arguments: [
            ("", "the body is empty"),
            ("  \n", "the body is not JSON: unexpected end of input at byte 3"),
            ("null", "the body is JSON but not an object: an AdmissionReview is expected"),
            ("[]", "the body is JSON but not an object: an AdmissionReview is expected"),
            (#""x""#, "the body is JSON but not an object: an AdmissionReview is expected"),
            ("{}", "the body is not an AdmissionReview: apiVersion is missing"),
            (#"{"apiVersion":"v1"}"#, "the body is not an AdmissionReview: kind is missing"),
            (
                #"{"apiVersion":7,"kind":"AdmissionReview"}"#,
                "the body is not an AdmissionReview: apiVersion is not a string"
            ),
            (
                #"{"apiVersion":"v1","kind":"Pod"}"#,
                #"the body is not an AdmissionReview: apiVersion is "v1" and kind is "Pod""#
            ),
            (
                #"{"apiVersion":"admission.k8s.io/v2","kind":"AdmissionReview","request":{"uid":"x"}}"#,
                #"the body is not an AdmissionReview: apiVersion is "admission.k8s.io/v2" and kind is "AdmissionReview""#
            ),
            (
                #"{"apiVersion":"a\n\"é","kind":"\\"}"#,
                #"the body is not an AdmissionReview: apiVersion is "a????" and kind is "?""#
            ),
            (
                #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}"#,
                "the body is not an AdmissionReview: request is missing"
            ),
            (
                #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":null}"#,
                "the body is not an AdmissionReview: request is missing"
            ),
            (
                #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":[]}"#,
                "the body is not an AdmissionReview: request is not an object"
            ),
            (
                #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{}}"#,
                "the body is not an AdmissionReview: request.uid is missing or empty"
            ),
            (
                #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":""}}"#,
                "the body is not an AdmissionReview: request.uid is missing or empty"
            ),
            (
                #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":12}}"#,
                "the body is not an AdmissionReview: request.uid is not a string"
            ),
            (#"{"apiversion":"admission.k8s.io/v1"}"#, "the body is not an AdmissionReview: apiVersion is missing"),
            ("apiVersion: admission.k8s.io/v1", "the body is not JSON: expected a value at byte 0"),
            ("\u{FEFF}{}", "the body is not JSON: a UTF-8 byte order mark, which JSON does not allow at byte 0"),
        ]
    )
    func refused(text: String, line: String) throws {
        let answer = try AdmissionRules.three().answer(toReview: Array(text.utf8).span)
        #expect(!answer.isReview)
        #expect(answer.outcome == .malformed)
        #expect(answer.detail == line)
        #expect(String(decoding: answer.body, as: UTF8.self) == line + "\n")
    }

    @Test func `a long foreign apiVersion is cut in the message`() throws {
        let text = #"{"apiVersion":"\#(String(repeating: "x", count: 100_000))","kind":"k"}"#
        let answer = try AdmissionRules.three().answer(toReview: Array(text.utf8).span)
        #expect(answer.body.count < 200)
    }

    @Test(arguments: ["true", "false", "null"])
    func `dryRun is reported`(value: String) throws {
        let decoded = try DecodedAnswer(ReviewText().with(\.dryRun, value), try .three())
        #expect(decoded.answer.isDryRun == (value == "true"))
        #expect(decoded.answer.outcome == .injected)
    }
}
