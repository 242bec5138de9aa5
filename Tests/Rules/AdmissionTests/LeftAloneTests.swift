import Admission
import Images
import PlainReadings
import Testing

@Suite("What is allowed as it is")
struct LeftAloneTests {
    private static let optOut = "pullpass.dev/inject"

    @Test(
        "only CREATE of pods without a subresource is patched",
        arguments: [
            ReviewText().with(\.operation, #""UPDATE""#),
            ReviewText().with(\.operation, #""DELETE""#).with(\.spec, "null"),
            ReviewText().with(\.operation, #""CONNECT""#),
            ReviewText().with(\.operation, #""create""#),
            ReviewText().with(\.operation, "null"),
            ReviewText().with(\.resource, #"{"group":"apps","version":"v1","resource":"pods"}"#),
            ReviewText().with(\.resource, #"{"group":"","version":"v2","resource":"pods"}"#),
            ReviewText().with(\.resource, #"{"group":"","version":"v1","resource":"podtemplates"}"#),
            ReviewText().with(\.resource, "null"),
            ReviewText().with(\.resource, "{}"),
            ReviewText().with(\.subresource, #""binding""#),
            ReviewText().with(\.subresource, #""ephemeralcontainers""#),
            // What another resource has under a Pod's keys need not look like a Pod's.
            ReviewText().with(\.resource, #"{"group":"x","version":"v1","resource":"y"}"#)
                .with(\.spec, #"{"containers":3,"volumes":"v"}"#),
        ]
    )
    func notPods(review: ReviewText) throws {
        #expect(try DecodedAnswer(review, try .three()).answer.outcome == .unchanged(.notPodCreate))
    }

    @Test(
        "an empty or absent subresource, group and version are those of Pods",
        arguments: [
            ReviewText().with(\.subresource, #""""#),
            ReviewText().with(\.resource, #"{"resource":"pods"}"#),
            ReviewText().with(\.resource, #"{"group":null,"version":"v1","resource":"pods"}"#),
        ]
    )
    func pods(review: ReviewText) throws {
        #expect(try DecodedAnswer(review, try .three()).answer.outcome == .injected)
    }

    @Test(
        "the label or the annotation opts out",
        arguments: ["labels", "annotations"],
        ["disabled", "false", "dis\\u0061bled"]
    )
    func optOut(map: String, value: String) throws {
        let metadata = #"{"\#(map)":{"a":"b","\#(Self.optOut)":"\#(value)"},"name":"x"}"#
        let decoded = try DecodedAnswer(ReviewText().with(\.metadata, metadata), try .three())
        #expect(decoded.answer.outcome == .unchanged(.optedOut))
        #expect(decoded.answer.registries.isEmpty)
    }

    @Test(
        "everything else is no opt-out",
        arguments: [
            #"{"labels":{"pullpass.dev/inject":"enabled"}}"#,
            #"{"labels":{"pullpass.dev/inject":"true"},"annotations":{"pullpass.dev/inject":"enabled"}}"#,
            #"{"labels":{"pullpass.dev/inject":"Disabled"}}"#,
            #"{"labels":{"pullpass.dev/inject":""}}"#,
            #"{"labels":{"pullpass.dev/inject":null}}"#,
            #"{"labels":{"pullpass.dev/Inject":"disabled"}}"#,
            #"{"labels":{"sidecar.istio.io/inject":"false"}}"#,
            #"{"labels":null,"annotations":null}"#,
            #"{"finalizers":{"pullpass.dev/inject":"disabled"}}"#,
            #"{"pullpass.dev/inject":"disabled"}"#,
            #"{"labels":{"pullpass.dev/inject":"disabled","pullpass.dev/inject":"enabled"}}"#,
            "null",
            "{}",
        ]
    )
    func noOptOut(metadata: String) throws {
        #expect(try DecodedAnswer(ReviewText().with(\.metadata, metadata), try .three()).answer.outcome == .injected)
    }

    @Test func `one no is enough`() throws {
        let metadata = #"{"labels":{"pullpass.dev/inject":"enabled"},"annotations":{"pullpass.dev/inject":"false"}}"#
        let decoded = try DecodedAnswer(ReviewText().with(\.metadata, metadata), try .three())
        #expect(decoded.answer.outcome == .unchanged(.optedOut))
    }

    @Test(arguments: [#""0123abc""#, #""""#])
    func `a mirror Pod is skipped whatever the annotation says`(value: String) throws {
        let metadata = #"{"annotations":{"kubernetes.io/config.mirror":\#(value)}}"#
        let decoded = try DecodedAnswer(ReviewText().with(\.metadata, metadata), try .three())
        #expect(decoded.answer.outcome == .unchanged(.mirrorPod))
    }

    @Test(arguments: ["null", nil])
    func `a Pod without a spec is left alone`(spec: String?) throws {
        var review = ReviewText()
        review.object = spec.map { #"{"metadata":{},"spec":\#($0)}"# } ?? "{}"
        #expect(try DecodedAnswer(review, try .three()).answer.outcome == .unchanged(.noSpec))
    }

    @Test func `an image of no registry is left alone`() throws {
        let decoded = try DecodedAnswer(.images("quay.io/x/y", "registry.example:5000/a"), try .three())
        #expect(decoded.answer.outcome == .unchanged(.noMatch))
        #expect(decoded.answer.registries.isEmpty)
    }

    @Test func `a plain answer is as short as it can be`() throws {
        let answer = try AdmissionRules.three().answer(toReview: ReviewText.images("quay.io/x").bytes.span)
        let expected =
            #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"0d1f6a3c-uid","allowed":true}}"#
        #expect(String(decoding: answer.body, as: UTF8.self) == expected)
    }
}
