import Admission
import Images
import PlainReadings
import Testing

@Suite("What is added to imagePullSecrets")
struct PatchTests {
    @Test func `an absent list is added whole, in configuration order`() throws {
        let review = ReviewText.images("1.dkr.ecr.eu-west-1.amazonaws.com/a", "nginx", "quay.io/x/y")
        let decoded = try DecodedAnswer(review, try .three())
        #expect(
            decoded.patchText
                == #"[{"op":"add","path":"/spec/imagePullSecrets","value":[{"name":"pullpass-hub"},{"name":"pullpass-ecr"}]}]"#
        )
        #expect(decoded.audit == "pullpass-hub,pullpass-ecr")
        #expect(Array(decoded.answer.registries) == [0, 2])
        #expect(Array(decoded.answer.injectedRegistries) == [0, 2])
        #expect(decoded.warnings.isEmpty)
    }

    @Test(
        "names are appended one by one, after what the Pod has",
        arguments: [
            ("null", ["pullpass-hub", "pullpass-ghcr"]),
            ("[]", ["pullpass-hub", "pullpass-ghcr"]),
            (#"[{"name":"mine"}]"#, ["mine", "pullpass-hub", "pullpass-ghcr"]),
            (#"[{"name":"b"},{"name":"a"},{"name":"b"}]"#, ["b", "a", "b", "pullpass-hub", "pullpass-ghcr"]),
            ("[{}]", ["", "pullpass-hub", "pullpass-ghcr"]),
            (
                #"[null,{"name":null},{"other":[1,{"name":"pullpass-hub"}]}]"#,
                ["", "", "", "pullpass-hub", "pullpass-ghcr"]
            ),
            (#"[{"name":"pullpass-ghcr"}]"#, ["pullpass-ghcr", "pullpass-hub"]),
            (#"[{"name":"pullpass-hub"},{"name":"pullpass-hub"}]"#, ["pullpass-hub", "pullpass-hub", "pullpass-ghcr"]),
            (#"[{"n\u0061me":"pullpass\u002dhub"}]"#, ["pullpass-hub", "pullpass-ghcr"]),
            (
                #"[{"name":"pullpass-hub2"},{"name":"ullpass-hub"}]"#,
                ["pullpass-hub2", "ullpass-hub", "pullpass-hub", "pullpass-ghcr"]
            ),
            (#"[{"name":"x","name":"pullpass-hub"}]"#, ["pullpass-hub", "pullpass-ghcr"]),
        ]
    )
    func append(existing: String, expected: [String]) throws {
        let review = ReviewText.pod(
            #"{"imagePullSecrets":\#(existing),"containers":[{"image":"nginx"},{"image":"ghcr.io/a/b"}]}"#
        )
        let decoded = try DecodedAnswer(review, try .three())
        #expect(decoded.pullSecrets == expected)
        #expect(decoded.answer.outcome == .injected)
        #expect(Array(decoded.answer.registries) == [0, 1])
        let appends = decoded.patchText?.contains("/imagePullSecrets/-") == true
        #expect(appends == (existing != "null"))
    }

    @Test func `a Pod that has what it needs is left alone, and the hint still says what it needs`() throws {
        let review = ReviewText.pod(
            #"{"containers":[{"image":"nginx"}],"imagePullSecrets":[{"name":"a"},{"name":"pullpass-hub"}]}"#
        )
        let decoded = try DecodedAnswer(review, try .three())
        #expect(decoded.answer.outcome == .unchanged(.alreadyPresent))
        #expect(Array(decoded.answer.registries) == [0])
        #expect(decoded.answer.injectedRegistries.isEmpty)
        #expect(decoded.audit == nil)
    }

    @Test func `two rules with one Secret add it once`() throws {
        let rules = AdmissionRules([
            try .rule("a", ["ghcr.io"], secret: "shared"),
            try .rule("b", ["docker.io"], secret: "other"),
            try .rule("c", ["quay.io"], secret: "shared"),
        ])
        let decoded = try DecodedAnswer(.images("quay.io/x/y", "nginx", "ghcr.io/x/y"), rules)
        #expect(decoded.pullSecrets == ["shared", "other"])
        #expect(Array(decoded.answer.registries) == [0, 1, 2])
        #expect(Array(decoded.answer.injectedRegistries) == [0, 1, 2])
        let present = ReviewText.pod(
            #"{"imagePullSecrets":[{"name":"shared"}],"containers":[{"image":"quay.io/a"},{"image":"ghcr.io/a"}]}"#
        )
        #expect(try DecodedAnswer(present, rules).answer.outcome == .unchanged(.alreadyPresent))
    }

    @Test(
        "an image counts wherever a Pod can name one",
        arguments: [
            #"{"containers":[{"image":"ghcr.io/a/b"}]}"#,
            #"{"initContainers":[{"image":"ghcr.io/a/b"}]}"#,
            #"{"volumes":[{"name":"v","emptyDir":{}},{"image":{"reference":"ghcr.io/a/b"}}]}"#,
            #"{"containers":[{"image":"nope.example/x"},{"name":"c"},null,{"image":"ghcr.io/a/b"}]}"#,
            #"{"containers":[{"\u0069mage":"ghcr.io\/a\/b"}]}"#,
            #"{"cont\u0061iners":[{"image":"ghcr.\u0069o/a/b"}]}"#,
            #"{"containers":[{"image":"nope.example/x","image":"ghcr.io/a/b"}]}"#,
            #"{"containers":[{"image":"ghcr.io/a/b","image":null}]}"#,
            "\n{ \"containers\" :\t[ { \"image\" : \"ghcr.io/a/b\" } ]\r\n}",
        ]
    )
    func places(spec: String) throws {
        #expect(try DecodedAnswer(.pod(spec), try .three()).pullSecrets == ["pullpass-ghcr"])
    }

    @Test(
        "an image does not count where it only looks like one",
        arguments: [
            #"{"ephemeralContainers":[{"image":"ghcr.io/a/b"}]}"#,
            #"{"containers":[{"Image":"ghcr.io/a/b"}]}"#,
            #"{"Containers":[{"image":"ghcr.io/a/b"}]}"#,
            #"{"containers":[{"name":"image","env":[{"image":"ghcr.io/a/b"}]}]}"#,
            #"{"containers":[{"image":"x.example/a","image ":"ghcr.io/a/b"}]}"#,
            #"{"volumes":[{"image":{"image":"ghcr.io/a/b"}}]}"#,
            #"{"volumes":[{"reference":"ghcr.io/a/b"}]}"#,
            #"{"spec":{"containers":[{"image":"ghcr.io/a/b"}]}}"#,
            #"{"containers":[]}"#,
            #"{"containers":null,"initContainers":null,"volumes":null}"#,
            #"{"containers":[{"image":null},{"image":""}],"volumes":[{"image":null},{"image":{"reference":""}}]}"#,
            "{}",
        ]
    )
    func lookalikes(spec: String) throws {
        let decoded = try DecodedAnswer(.pod(spec), try .three())
        #expect(decoded.answer.outcome == .unchanged(.noMatch))
        #expect(decoded.warnings.isEmpty)
    }

    @Test func `a rule for every Pod needs no matching image`() throws {
        let rules = AdmissionRules([try .rule("a", ["ghcr.io"]), try .rule("every", [], always: true)])
        #expect(try DecodedAnswer(.images("quay.io/x"), rules).pullSecrets == ["pullpass-every"])
        #expect(try DecodedAnswer(.pod("{}"), rules).pullSecrets == ["pullpass-every"])
    }

    @Test func `no rules change nothing`() throws {
        let decoded = try DecodedAnswer(.images("nginx", "not valid!"), AdmissionRules([]))
        #expect(decoded.answer.outcome == .unchanged(.noMatch))
        #expect(decoded.warnings.isEmpty)
    }

    @Test func `keys may come in any order, the object before all that explains it`() throws {
        let object = #"{"spec":{"imagePullSecrets":[{"name":"a"}],"containers":[{"image":"nginx"}]},"metadata":{}}"#
        let text =
            #"{"request":{"object":\#(object),"dryRun":true,"operation":"CREATE","#
            + #""resource":{"resource":"pods","version":"v1"},"namespace":"n","uid":"u"},"#
            + #""apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}"#
        let decoded = try DecodedAnswer(Array(text.utf8), try .three())
        #expect(decoded.pullSecrets == ["a", "pullpass-hub"])
        #expect(decoded.answer.isDryRun)
        #expect(decoded.answer.namespace == "n")
    }

    @Test func `more rules than fit into one word work all the same`() throws {
        let rules = AdmissionRules(try (0..<200).map { try .rule("r\($0)", ["r\($0).example"], pulls: $0 % 2 == 1) })
        let decoded = try DecodedAnswer(.images("r150.example/a", "r3.example/b", "r199.example/c"), rules)
        #expect(decoded.pullSecrets == ["pullpass-r3", "pullpass-r150", "pullpass-r199"])
        #expect(Array(decoded.answer.registries) == [3, 150, 199])
        #expect(decoded.object["spec"]?["containers"]?[2]?["imagePullPolicy"] == .string("Always"))
        #expect(decoded.object["spec"]?["containers"]?[0]?["imagePullPolicy"] == nil)
    }

    @Test func `a Secret name with characters that JSON escapes is escaped`() throws {
        let rules = AdmissionRules([try .rule("odd", ["ghcr.io"], secret: "a\"\\\u{1}é\u{1F600}")])
        let decoded = try DecodedAnswer(.images("ghcr.io/a"), rules)
        #expect(decoded.pullSecrets == ["a\"\\\u{1}é\u{1F600}"])
        #expect(decoded.audit == "a\"\\\u{1}é\u{1F600}")
    }

    @Test(arguments: 0..<12)
    func `base64 is right for every length of the name`(length: Int) throws {
        let name = String(repeating: "x", count: length + 1)
        let rules = AdmissionRules([try .rule("r", ["ghcr.io"], secret: name)])
        #expect(try DecodedAnswer(.images("ghcr.io/a"), rules).pullSecrets == [name])
    }
}
