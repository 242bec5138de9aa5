import Admission
import Images
import PlainReadings
import Testing

@Suite("Reviews that make no sense are allowed unchanged")
struct MisfitTests {
    private func expectNotUnderstood(_ review: ReviewText, _ detail: String) throws {
        let decoded = try DecodedAnswer(review, try .three())
        #expect(decoded.answer.outcome == .notUnderstood)
        #expect(decoded.answer.detail == detail)
        #expect(decoded.answer.registries.isEmpty)
        #expect(decoded.warnings.isEmpty)
    }

    @Test(
        "a request field that should be a string and is none is named",
        arguments: ["operation", "namespace", "subResource"],
        ["7", "-0.5e3", "false", "[]", #"{"a":[{}]}"#]
    )
    func requestStrings(field: String, value: String) throws {
        let part: WritableKeyPath<ReviewText, String> =
            switch field {
            case "operation": \.operation
            case "namespace": \.namespace
            default: \.subresource
            }
        try expectNotUnderstood(ReviewText().with(part, value), "request.\(field) is not a string")
    }

    @Test(
        "other request fields of the wrong type are named",
        arguments: [
            (ReviewText().with(\.resource, #""pods""#), "request.resource is not an object"),
            (ReviewText().with(\.resource, "[]"), "request.resource is not an object"),
            (ReviewText().with(\.resource, #"{"group":1}"#), "request.resource.group is not a string"),
            (ReviewText().with(\.resource, #"{"version":{}}"#), "request.resource.version is not a string"),
            (ReviewText().with(\.resource, #"{"resource":["pods"]}"#), "request.resource.resource is not a string"),
            (ReviewText().with(\.dryRun, #""true""#), "request.dryRun is not a boolean"),
            (ReviewText().with(\.dryRun, "1"), "request.dryRun is not a boolean"),
        ]
    )
    func requestFields(review: ReviewText, detail: String) throws {
        try expectNotUnderstood(review, detail)
    }

    @Test(
        "an object that is none, or not there, is named",
        arguments: [
            ("null", "request.object is missing"),
            ("[]", "request.object is not an object"),
            (#""x""#, "request.object is not an object"),
            ("3", "request.object is not an object"),
            (#"{"metadata":[]}"#, "request.object.metadata is not an object"),
            (#"{"spec":"x"}"#, "request.object.spec is not an object"),
            (#"{"metadata":{"namespace":1}}"#, "request.object.metadata.namespace is not a string"),
            (#"{"metadata":{"labels":[]}}"#, "request.object.metadata.labels is not an object"),
            (#"{"metadata":{"annotations":"x"}}"#, "request.object.metadata.annotations is not an object"),
            (
                #"{"metadata":{"labels":{"pullpass.dev/inject":false}}}"#,
                "request.object.metadata.labels[pullpass.dev/inject] is not a string"
            ),
            (
                #"{"metadata":{"annotations":{"pullpass.dev/inject":0}}}"#,
                "request.object.metadata.annotations[pullpass.dev/inject] is not a string"
            ),
            (
                #"{"metadata":{"annotations":{"kubernetes.io/config.mirror":{}}}}"#,
                "request.object.metadata.annotations[kubernetes.io/config.mirror] is not a string"
            ),
        ]
    )
    func objects(object: String, detail: String) throws {
        var review = ReviewText()
        review.object = object
        try expectNotUnderstood(review, detail)
    }

    @Test(
        "a spec field of the wrong type is named, with its index",
        arguments: [
            (#""containers":{}"#, "containers is not an array"),
            (#""initContainers":"x""#, "initContainers is not an array"),
            (#""volumes":1"#, "volumes is not an array"),
            (#""imagePullSecrets":{"name":"x"}"#, "imagePullSecrets is not an array"),
            (#""containers":[{},"x"]"#, "containers[1] is not an object"),
            (#""initContainers":[[]]"#, "initContainers[0] is not an object"),
            (#""volumes":[{},{},7]"#, "volumes[2] is not an object"),
            (#""imagePullSecrets":["x"]"#, "imagePullSecrets[0] is not an object"),
            (#""containers":[{"image":7}]"#, "containers[0].image is not a string"),
            (#""containers":[{"image":["nginx"]}]"#, "containers[0].image is not a string"),
            (#""initContainers":[{},{"image":{}}]"#, "initContainers[1].image is not a string"),
            (#""containers":[{"imagePullPolicy":true}]"#, "containers[0].imagePullPolicy is not a string"),
            (#""volumes":[{"image":"x"}]"#, "volumes[0].image is not an object"),
            (#""volumes":[{"image":{"reference":1}}]"#, "volumes[0].image.reference is not a string"),
            (#""volumes":[{"image":{"pullPolicy":[]}}]"#, "volumes[0].image.pullPolicy is not a string"),
            (#""imagePullSecrets":[{},{"name":1}]"#, "imagePullSecrets[1].name is not a string"),
        ]
    )
    func specFields(member: String, path: String) throws {
        try expectNotUnderstood(.pod("{\(member)}"), "request.object.spec.\(path)")
        // A Pod that is fine otherwise, before and after the misfit, is not patched either.
        try expectNotUnderstood(
            .pod(#"{"other":{},"\#(member.contains("volumes") ? "containers" : "volumes")":[],\#(member),"x":[]}"#),
            "request.object.spec.\(path)"
        )
    }

    @Test(
        "an object or list that comes twice is not merged but left alone",
        arguments: [
            (#"{"spec":{},"spec":{"containers":[{"image":"nginx"}]}}"#, "spec"),
            (#"{"spec":{"containers":[{"image":"nginx"}]},"sp\u0065c":null}"#, "spec"),
            (#"{"metadata":{},"spec":{},"metadata":{}}"#, "metadata"),
            (#"{"metadata":{"labels":{},"labels":{}}}"#, "metadata.labels"),
            (#"{"metadata":{"annotations":{},"annotations":{}}}"#, "metadata.annotations"),
            (#"{"spec":{"containers":[{"image":"nginx"}],"containers":[]}}"#, "spec.containers"),
            (#"{"spec":{"initContainers":[{"image":"nginx"}],"initContainers":[]}}"#, "spec.initContainers"),
            (#"{"spec":{"volumes":[],"volumes":[]}}"#, "spec.volumes"),
            (#"{"spec":{"imagePullSecrets":[],"imagePullSecrets":null}}"#, "spec.imagePullSecrets"),
            (#"{"spec":{"volumes":[{"image":{},"image":{}}]}}"#, "spec.volumes[0].image"),
        ]
    )
    func duplicates(object: String, path: String) throws {
        var review = ReviewText()
        review.object = object
        try expectNotUnderstood(review, "request.object.\(path) appears more than once")
    }

    @Test func `a second request, object or resource is not merged either`() throws {
        let review = ReviewText()
        try expectNotUnderstood(
            review.with(\.dryRun, #"false,"object":\#(review.objectText)"#),
            "request.object appears more than once"
        )
        try expectNotUnderstood(
            review.with(\.dryRun, #"false,"resource":\#(review.resource)"#),
            "request.resource appears more than once"
        )
        let twice =
            #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","#
            + #""request":\#(review.with(\.uid, #""a""#).request),"request":\#(review.with(\.uid, #""b""#).request)}"#
        let decoded = try DecodedAnswer(Array(twice.utf8), try .three())
        #expect(decoded.answer.outcome == .notUnderstood)
        #expect(decoded.response["uid"] == .string("b"))
    }

    @Test func `unknown fields may be anything and come as often as they like`() throws {
        let review = ReviewText.pod(
            #"{"x":1,"x":{"containers":7},"containers":[{"env":3,"image":"nginx","env":[[]]}],"x":[null,true]}"#
        )
        #expect(try DecodedAnswer(review, try .three()).answer.outcome == .injected)
    }
}
