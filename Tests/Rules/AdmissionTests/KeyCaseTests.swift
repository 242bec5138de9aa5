import Images
import Testing

@testable import Admission

/// The API server's decoder (sigs.k8s.io/json) tells keys apart by case, unlike Go's own: a key in capitals is a field of nobody's.
@Suite struct `Keys of a review` {
    /// Every key on the way to what is read of a Pod, but those of the answer's envelope.
    private static let keys = [
        "request", "uid", "resource", "group", "version", "namespace", "operation", "object", "dryRun", "metadata",
        "labels", "annotations",
        "spec", "containers", "image", "imagePullSecrets", "name", "volumes", "reference", "pullPolicy",
        "imagePullPolicy",
    ]

    private static let review: String = {
        var review = ReviewText.pod(
            #"{"volumes":[{"image":{"reference":"ghcr.io/a/v","pullPolicy":"Always"}}],"#
                + #""containers":[{"image":"nginx","imagePullPolicy":"Always"}],"imagePullSecrets":[{"name":"own"}]}"#
        )
        review.metadata = #"{"labels":{"a":"b"},"annotations":{"c":"d"},"name":"web"}"#
        return review.text
    }()

    private static func rules() throws -> AdmissionRules {
        AdmissionRules([try .rule("hub", ["docker.io"]), try .rule("ghcr", ["ghcr.io"])])
    }

    @Test(arguments: keys)
    func `in other letters are none, and change nothing beside the right one`(key: String) throws {
        let rules = try Self.rules()
        let wanted = rules.answer(toReview: Array(Self.review.utf8).span)
        #expect(wanted.outcome == .injected)
        for other in [
            key.uppercased(), key.prefix(1).uppercased() + key.dropFirst(), key.dropLast() + key.suffix(1).uppercased(),
        ] {
            for value in ["null", "7", #""forged""#, #"[{"image":"ghcr.io/forged"}]"#, #"{"image":"ghcr.io/forged"}"#] {
                let text = Self.review.replacing("\"\(key)\":", with: "\"\(other)\":\(value),\"\(key)\":")
                #expect(text != Self.review)
                let answer = rules.answer(toReview: Array(text.utf8).span)
                #expect(answer.outcome == .injected && answer.body == wanted.body, "\(other): \(value)")
            }
        }
    }

    @Test(arguments: ["request", "resource", "operation", "object", "spec", "containers", "image"])
    func `in other letters are missing where they are alone`(key: String) throws {
        let text = Self.review.replacing("\"\(key)\":", with: "\"\(key.uppercased())\":")
        let answer = try Self.rules().answer(toReview: Array(text.utf8).span)
        // Without the containers there is still a volume with an image.
        let isStillOurs = key == "containers"
        #expect((answer.outcome == .injected) == isStillOurs, "\(answer.outcome)")
    }

    @Test(
        "that are escaped are the same keys",
        arguments: [
            (#""spec""#, #""\u0073pec""#), (#""image""#, #""im\u0061ge""#), (#""request""#, #""\u0072\u0065quest""#),
        ]
    )
    func escapes(key: String, escaped: String) throws {
        let rules = try Self.rules()
        let text = Self.review.replacing(key, with: escaped)
        let answer = rules.answer(toReview: Array(text.utf8).span)
        #expect(answer.body == rules.answer(toReview: Array(Self.review.utf8).span).body)
    }
}
