import Admission
import Images
import PlainReadings
import Testing

/// An answer takes little memory and time whatever the review is: the API server would not keep a Pod that needs more.
@Suite("Bounded answers")
struct AnswerBoundTests {
    private static func rules(patterns: Int = 1) throws -> AdmissionRules {
        let many = (1..<max(2, patterns)).map { "registry-\($0).example.com" }
        return AdmissionRules([
            try .rule("hub", ["docker.io"], namespaces: ["team-*"], pulls: true),
            try .rule("others", many),
            try .rule("elsewhere", ["docker.io"], namespaces: ["prod-*"], pulls: true),
        ])
    }

    private static func pod(containers: Int, initContainers: Int = 0, volumes: Int = 0) -> ReviewText {
        func list(_ count: Int, _ element: (Int) -> String) -> String {
            "[" + (0..<count).map(element).joined(separator: ",") + "]"
        }
        return .pod(
            #"{"containers":\#(list(containers) { #"{"image":"a\#($0)"}"# }),"#
                + #""initContainers":\#(list(initContainers) { #"{"image":"b\#($0)"}"# }),"#
                + #""volumes":\#(list(volumes) { #"{"image":{"reference":"c\#($0)"}}"# })}"#
        )
    }

    @Test(
        "1,000 changes are made, Secrets among them; a Pod that needs one more is left as it is, and told so",
        arguments: [
            (pod(containers: 999), true), (pod(containers: 500, initContainers: 300, volumes: 199), true),
            (pod(containers: 1000), false), (pod(containers: 500, initContainers: 300, volumes: 200), false),
            (pod(containers: 1001), false), (pod(containers: 0, volumes: 5000), false),
        ]
    )
    func changes(review: ReviewText, isPatched: Bool) throws {
        let decoded = try DecodedAnswer(review, Self.rules())
        guard !isPatched else {
            #expect(decoded.answer.outcome == .injected)
            #expect(decoded.patchText?.split(separator: "Always").count == 1000)
            return
        }
        #expect(decoded.answer.outcome == .unchanged(.tooLarge))
        #expect(decoded.warnings.count == 1)
        #expect(decoded.warnings.first?.contains("more than 1000 changes") == true)
        #expect(decoded.answer.detail == "the patch would have more than 1000 changes")
        #expect(decoded.answer.registries.isEmpty && decoded.answer.injectedRegistries.isEmpty)
        #expect(decoded.audit == nil)
    }

    @Test func `590,000 containers, 8 MB in all, get a short answer`() throws {
        let review = Self.pod(containers: 590_000)
        #expect(review.bytes.count > 8_000_000)
        let answer = try Self.rules().answer(toReview: review.bytes.span)
        #expect(answer.outcome == .unchanged(.tooLarge))
        #expect(answer.body.count < 600)
    }

    @Test func `changes that a rule for other namespaces would make do not count`() throws {
        let review = Self.pod(containers: 3000)
        let other = try DecodedAnswer(review.with(\.namespace, #""somewhere""#), Self.rules())
        #expect(other.answer.outcome == .unchanged(.namespaceNotSelected))
        #expect(other.warnings.isEmpty)
        let plain = AdmissionRules([
            try .rule("hub", ["docker.io"]),
            try .rule("elsewhere", ["docker.io"], namespaces: ["prod-*"], pulls: true),
        ])
        let injected = try DecodedAnswer(review, plain)
        #expect(injected.pullSecrets == ["pullpass-hub"])
        #expect(
            try DecodedAnswer(review.with(\.namespace, #""prod-1""#), plain).answer.outcome == .unchanged(.tooLarge)
        )
    }

    @Test func `a Pod that opts out, or is no new Pod, is not too large`() throws {
        let review = Self.pod(containers: 3000)
        let optedOut = review.with(\.metadata, #"{"labels":{"pullpass.dev/inject":"disabled"}}"#)
        #expect(try DecodedAnswer(optedOut, Self.rules()).answer.outcome == .unchanged(.optedOut))
        let update = review.with(\.operation, #""UPDATE""#)
        #expect(try DecodedAnswer(update, Self.rules()).answer.outcome == .unchanged(.notPodCreate))
    }

    @Test(
        "The time for images and Secret names is bounded with many rules",
        arguments: [
            (1000, 3_900, true), (1200, 3_900, false), (90_000, 2, true), (590_000, 2, false),
        ]
    )
    func comparisons(images: Int, patterns: Int, isLookedAt: Bool) throws {
        let rules = AdmissionRules([
            try .rule("many", (0..<patterns).map { "*.r\($0).example.com" }), try .rule("every", [], always: true),
        ])
        let decoded = try DecodedAnswer(Self.pod(containers: images), rules)
        #expect(decoded.answer.outcome == (isLookedAt ? .injected : .unchanged(.tooLarge)))
        #expect(decoded.warnings.isEmpty == isLookedAt)
    }

    @Test(
        "Hosts of images as long as a review may be cost what their bytes do, and nobody is told of a slip in them",
        arguments: [(0, true), (1, true), (50, false)]
    )
    func longHosts(wildcards: Int, isLookedAt: Bool) throws {
        let rules = AdmissionRules(
            [
                try .rule("hub", ["docker.io"]), try .rule("every", [], always: true),
                try .rule("many", (0..<wildcards).map { "*\($0)*.*.example.com" }),
            ],
            notices: AdmissionNotices(warns: true)
        )
        let labels = String(repeating: ".a", count: 480_000)
        let review = ReviewText.images(
            "a0\(labels).docker.io/x",
            "A\(labels).docker.io/x",
            "a\(labels).b.example.com/x"
        )
        let decoded = try DecodedAnswer(review, rules)
        #expect(decoded.answer.outcome == (isLookedAt ? .injected : .unchanged(.tooLarge)))
        #expect(decoded.warnings.isEmpty == isLookedAt)
    }

    @Test func `an image of usual length costs the same whatever it is, and a longer one more`() throws {
        // 1,000 images with 3,900 patterns are looked at, see above.
        let rules = AdmissionRules([
            try .rule("many", (0..<3_900).map { "*.r\($0).example.com" }), try .rule("every", [], always: true),
        ])
        for (length, isLookedAt) in [(255, true), (300, false)] {
            let image = String(repeating: "a", count: length - 10) + ".example/x"
            let list = [String](repeating: #"{"image":"\#(image)"}"#, count: 1000).joined(separator: ",")
            let decoded = try DecodedAnswer(.pod(#"{"containers":[\#(list)]}"#), rules)
            #expect(decoded.answer.outcome == (isLookedAt ? .injected : .unchanged(.tooLarge)))
        }
    }

    @Test func `many imagePullSecrets are looked up, not held against each rule`() throws {
        let rules = AdmissionRules(try (100..<600).map { try .rule("r\($0)", ["r\($0).example.com"]) })
        let foreign = (0..<100_000).map { #"{"name":"of-another-length-\#($0 % 900)"}"# }.joined(separator: ",")
        let own = (0..<100_000).map { #"{"name":"pullpass-x\#(100 + $0 % 900)"}"# }.joined(separator: ",")
        for names in [foreign, own] {
            let spec = #"{"imagePullSecrets":[\#(names)],"containers":[{"image":"r100.example.com/a"}]}"#
            let answer = rules.answer(toReview: ReviewText.pod(spec).bytes.span)
            #expect(answer.outcome == .injected)
        }
    }

    @Test func `a uid and a namespace that nobody has are not carried along`() throws {
        let long = String(repeating: "x", count: 257)
        let uid = try Self.rules().answer(toReview: ReviewText().with(\.uid, "\"\(long)\"").bytes.span)
        #expect(!uid.isReview && uid.detail?.hasSuffix("request.uid is longer than 256 bytes") == true)
        #expect(try DecodedAnswer(ReviewText().with(\.uid, "\"\(long.dropLast())\""), Self.rules()).answer.isReview)
        for review in [
            ReviewText().with(\.namespace, "\"\(long)\""),
            ReviewText().with(\.namespace, "null").with(\.metadata, #"{"namespace":"\#(long)"}"#),
        ] {
            let answer = try DecodedAnswer(review, Self.rules()).answer
            #expect(answer.outcome == .notUnderstood && answer.namespace == nil)
            #expect(answer.detail == "request.namespace is too long")
        }
    }
}
