import Admission
import PlainReadings
import Testing

@Suite("Warnings")
struct WarningTests {
    @Test func `an image that is no reference is named, and the others are matched`() throws {
        let decoded = try DecodedAnswer(.images(" ghcr.io/acme/app", "nginx"), try .three())
        #expect(decoded.pullSecrets == ["pullpass-hub"])
        #expect(
            decoded.warnings == [
                "spec.containers[0]: image ' ghcr.io/acme/app' is not a valid reference, so pullpass cannot tell which pull "
                    + "Secret it needs: correct the image"
            ]
        )
    }

    @Test func `a Pod that stays unchanged is warned about as well`() throws {
        let decoded = try DecodedAnswer(.images("quay.io/x:a b"), try .three())
        #expect(decoded.answer.outcome == .unchanged(.noMatch))
        #expect(decoded.warnings.count == 1)
    }

    @Test func `whatever stands in the image, a warning is short printable ASCII`() throws {
        let image = #"\"\\\u0000é😀\ud800\n"# + String(repeating: "x", count: 5000)
        let spec = #"{"initContainers":[{"image":"\#(image)"}],"volumes":[{},{"image":{"reference":"\#(image)"}}]}"#
        let decoded = try DecodedAnswer(.pod(spec), try .three())
        #expect(decoded.warnings.count == 2)
        #expect(decoded.warnings[0].hasPrefix("spec.initContainers[0]: image '????"))
        #expect(decoded.warnings[1].hasPrefix("spec.volumes[1].image: image '????"))
    }

    @Test func `many bad images are counted, not listed`() throws {
        let containers = Array(repeating: #"{"image":"a b"}"#, count: 5000).joined(separator: ",")
        let decoded = try DecodedAnswer(.pod(#"{"containers":[\#(containers)]}"#), try .three())
        #expect(decoded.warnings.count == 4)
        #expect(decoded.warnings.last == "pullpass: 4997 more image references of this Pod are not valid")
    }

    @Test(
        "nothing is said about Pods that no rule is for",
        arguments: [
            ReviewText.images("a b").with(\.metadata, #"{"labels":{"pullpass.dev/inject":"disabled"}}"#),
            ReviewText.images("a b").with(\.metadata, #"{"annotations":{"kubernetes.io/config.mirror":"x"}}"#),
            ReviewText.images("a b").with(\.namespace, #""other""#),
            ReviewText.images("a b").with(\.operation, #""UPDATE""#),
        ]
    )
    func silence(review: ReviewText) throws {
        let rules = AdmissionRules([try .rule("a", ["ghcr.io"], namespaces: ["team-a"])])
        #expect(try DecodedAnswer(review, rules).warnings.isEmpty)
    }
}
