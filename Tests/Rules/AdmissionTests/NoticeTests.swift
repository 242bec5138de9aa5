import Admission
import Images
import TestSupport
import PlainReadings
import Testing

/// What whoever creates a Pod is told beside the patch.
@Suite("Notices")
struct NoticeTests {
    private static func rules(warns: Bool = true, lacking: Set<String> = []) throws -> AdmissionRules {
        AdmissionRules(
            [
                try .rule("acme", ["ghcr.io/acme/"]), try .rule("corp", ["harbor.corp.example:8443"]),
                try .rule("there", ["quay.io/there/"], namespaces: ["other"]), try .rule("all", [], always: true),
            ],
            notices: AdmissionNotices(warns: warns, selfTestNamespace: "self-test")
        )
        .lacking(credentialsOf: lacking)
    }

    @Test func `an image that misses a registry by a letter or a port is named with the registry`() throws {
        let review = ReviewText.images("ghcr.io/amce/app:1", "harbor.corp.example/x", "nginx")
        let decoded = try DecodedAnswer(review, try Self.rules())
        #expect(
            decoded.warnings == [
                "spec.containers[0]: image ghcr.io/amce/app:1 gets no Secret of registry acme: path prefix differs: the pattern has /acme/, the "
                    + "image /amce/app",
                "spec.containers[1]: image harbor.corp.example/x gets no Secret of registry corp: port differs: the pattern has :8443, the image none",
            ]
        )
        #expect(try DecodedAnswer(review, try Self.rules(warns: false)).warnings.isEmpty)
    }

    @Test func `init containers and image volumes count, an escaped image too, and three warnings are enough`() throws {
        let spec = """
            {"initContainers":[{"image":"ghcr.io\\/amce\\/i"}],"volumes":[{"image":{"reference":"ghcr.io/acmee/v"}}],\
            "containers":[{"image":"ghcr.io/amce/a"},{"image":"ghcr.io/amce/b"},{"image":"ghcr.io/amce/a"}]}
            """
        let decoded = try DecodedAnswer(.pod(spec), try Self.rules())
        #expect(decoded.warnings.count == 3)
        #expect(
            decoded.warnings.first?.hasPrefix("spec.initContainers[0]: image ghcr.io/amce/i gets no Secret") == true
        )
    }

    @Test(
        "nobody is told of registries that are for other namespaces, of public images, and of what is no new Pod",
        arguments: [
            ReviewText.images("quay.io/theer/x"), ReviewText.images("nginx", "quay.io/public/x", "ghcr.io/other/x"),
            ReviewText.images("ghcr.io/amce/x").with(\.operation, #""UPDATE""#),
            ReviewText.images("ghcr.io/amce/x").with(\.metadata, #"{"labels":{"pullpass.dev/inject":"disabled"}}"#),
            ReviewText.images("ghcr.io/amce/x").with(
                \.metadata,
                #"{"annotations":{"kubernetes.io/config.mirror":"x"}}"#
            ),
        ]
    )
    func silence(review: ReviewText) throws {
        #expect(try DecodedAnswer(review, try Self.rules()).warnings.isEmpty)
    }

    @Test func `a registry without a credential is named where the Pod needs it, injected now or before`() throws {
        let rules = try Self.rules(lacking: ["acme", "corp", "gone"])
        let warning =
            "pullpass: registry acme has no credential now, so its Secret pullpass-acme is missing or out of date and images of it may not be "
            + "pulled: tell whoever runs Pullpass"
        let review = ReviewText.images("ghcr.io/acme/app")
        let decoded = try DecodedAnswer(review, rules)
        #expect(decoded.pullSecrets == ["pullpass-acme", "pullpass-all"])
        #expect(decoded.warnings == [warning])
        let listed = ReviewText.pod(
            #"{"imagePullSecrets":[{"name":"pullpass-acme"},{"name":"pullpass-all"}],"containers":[{"image":"ghcr.io/acme/app"}]}"#
        )
        #expect(try DecodedAnswer(listed, rules).warnings == [warning])
        #expect(try DecodedAnswer(ReviewText.images("nginx"), rules).warnings.isEmpty)
        #expect(try DecodedAnswer(review, rules.lacking(credentialsOf: [])).warnings.isEmpty)
        #expect(try DecodedAnswer(review, rules.with(["other": NamespaceRules(excluded: [1])])).warnings == [warning])
        #expect(try DecodedAnswer(review, try Self.rules(warns: false, lacking: ["acme"])).warnings.isEmpty)
    }

    @Test(
        "whatever the names, a warning is printable ASCII under 256 bytes, and a thousand images cost no more than a few looks"
    )
    func bounds() throws {
        let long = String(repeating: "a", count: 120)
        let rules = AdmissionRules(
            [try .rule("long", ["\(long).example/\(long)/"])],
            notices: AdmissionNotices(warns: true)
        )
        let images = (0..<1000).map { "\(long).example/\(long)a/x\($0)" }
        let text = images.map { #"{"image":"\#($0)"}"# }.joined(separator: ",")
        let decoded = try DecodedAnswer(.pod(#"{"containers":[\#(text)]}"#), rules)
        #expect(decoded.warnings.count == 3)
        #expect(decoded.warnings.allSatisfy { $0.utf8.count == 255 && $0.hasSuffix("...") })
    }

    // MARK: The self test

    private static func selfTest(
        image: String = "ghcr.io/acme/x",
        namespace: String = "self-test",
        word: String = "abc123",
        dryRun: String = "true"
    ) -> ReviewText {
        ReviewText.images(image).with(\.namespace, "\"\(namespace)\"").with(\.dryRun, dryRun)
            .with(\.metadata, #"{"annotations":{"pullpass.dev/self-test":"\#(word)"}}"#)
    }

    private static func selfTestRules() throws -> AdmissionRules {
        AdmissionRules(
            [try .rule("acme", ["ghcr.io/acme/"])],
            notices: AdmissionNotices(warns: true, selfTestNamespace: "self-test")
        )
    }

    @Test func `a self test is answered with its word and what would be done`() throws {
        let injected = try DecodedAnswer(Self.selfTest(), try Self.selfTestRules())
        #expect(injected.warnings == ["pullpass self test abc123: injected"])
        #expect(injected.warnings == [SelfTestMark.text(word: "abc123", .injected)])
        #expect(injected.pullSecrets == ["pullpass-acme"])
        let other = try DecodedAnswer(Self.selfTest(image: "nginx"), try Self.selfTestRules())
        #expect(other.warnings == ["pullpass self test abc123: unchanged"])
    }

    @Test(
        "nothing is marked elsewhere, for a Pod that is to be kept, and for words that are none",
        arguments: [
            selfTest(namespace: "team-a"), selfTest(dryRun: "false"), selfTest(word: "ABC"), selfTest(word: "a b"),
            selfTest(word: ""), selfTest(word: #"a\nb"#), selfTest(word: String(repeating: "a", count: 65)),
            selfTest(word: "x: injected"),
        ]
    )
    func unmarked(review: ReviewText) throws {
        #expect(try DecodedAnswer(review, try Self.selfTestRules()).warnings.isEmpty)
    }

    @Test func `without a self test the annotation means nothing`() throws {
        let rules = AdmissionRules([try .rule("acme", ["ghcr.io/acme/"])])
        #expect(try DecodedAnswer(Self.selfTest(), rules).warnings.isEmpty)
    }

    @Test func `a mark is known by its word alone`() {
        let line = #"299 - "pullpass self test abc: injected""#
        #expect(SelfTestMark.outcome(in: line, for: "abc") == .injected)
        #expect(SelfTestMark.outcome(in: line, for: "ab") == nil)
        #expect(SelfTestMark.outcome(in: line, for: "abcd") == nil)
        #expect(SelfTestMark.outcome(in: #"299 - "pullpass self test abc: unchanged""#, for: "abc") == .unchanged)
    }
}
