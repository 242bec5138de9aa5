import Admission
import FoundationEssentials
import Images
import TestSupport
import PlainReadings
import Testing

/// An answer as the API server reads it: decoded by other code than wrote it, the patch applied.
struct DecodedAnswer {
    let answer: AdmissionAnswer
    let response: ReferenceJSON
    /// The text of the patch, if there is one.
    let patchText: String?
    /// The object of the review, with the patch applied.
    let object: ReferenceJSON

    /// Answers the review and checks what must hold for every answer to a readable review.
    init(_ review: [UInt8], _ rules: AdmissionRules) throws {
        answer = rules.answer(toReview: review.span)
        try #require(answer.isReview, "\(answer.detail ?? "")")
        let asked = try ReferenceJSON(parsing: review)
        let document = try ReferenceJSON(parsing: answer.body)
        #expect(document["apiVersion"] == asked["apiVersion"])
        #expect(document["kind"] == .string("AdmissionReview"))
        response = try #require(document["response"])
        #expect(response["uid"] == asked["request"]?["uid"])
        #expect(response["allowed"] == .bool(true))
        #expect(response["patchType"] == (response["patch"] == nil ? nil : .string("JSONPatch")))
        let before = asked["request"]?["object"] ?? .null
        if let encoded = response["patch"]?.string {
            let data = try #require(Data(base64Encoded: encoded))
            patchText = String(decoding: data, as: UTF8.self)
            object = try ReferencePatch.apply(try ReferenceJSON(parsing: Array(data)), to: before)
        } else {
            patchText = nil
            object = before
        }
        #expect((answer.outcome == .injected) == (patchText != nil))
        for warning in warnings {
            #expect(warning.utf8.count < 256)
            #expect(warning.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
        }
    }

    init(_ review: ReviewText, _ rules: AdmissionRules) throws {
        try self.init(review.bytes, rules)
    }

    /// The names in `imagePullSecrets` after the patch; an entry without a name is "".
    var pullSecrets: [String] {
        object["spec"]?["imagePullSecrets"]?.elements?.map { $0["name"]?.string ?? "" } ?? []
    }

    var warnings: [String] { response["warnings"]?.elements?.compactMap(\.string) ?? [] }

    var audit: String? { response["auditAnnotations"]?["injected"]?.string }
}

extension InjectionRule {
    /// A rule called `name` with the Secret `pullpass-<name>`.
    static func rule(
        _ name: String,
        _ patterns: [String],
        secret: String? = nil,
        always: Bool = false,
        namespaces: [String] = [],
        pulls: Bool = false,
        anonymous: Bool = false
    ) throws -> InjectionRule {
        InjectionRule(
            name: name,
            secretName: secret ?? "pullpass-\(name)",
            patterns: try patterns.map { try ImagePattern(parsing: $0) },
            matchesEveryPod: always,
            namespaceNames: namespaces,
            forcesAlwaysPull: pulls,
            allowsAnonymous: anonymous
        )
    }
}

extension AdmissionRules {
    /// Three registries: hub (docker.io), ghcr (ghcr.io) and ecr (a wildcard), in this order.
    static func three() throws -> AdmissionRules {
        AdmissionRules([
            try .rule("hub", ["docker.io"]),
            try .rule("ghcr", ["ghcr.io"]),
            try .rule("ecr", ["*.dkr.ecr.*.amazonaws.com"]),
        ])
    }
}

/// The files of `Fixtures/corpus`: reviews recorded from a real API server.
enum Corpus {
    private static let files = Fixtures(of: "Rules/AdmissionTests")

    static let names = ((try? files.names(in: "corpus")) ?? []).filter { $0.hasSuffix(".json") }

    static func bytes(_ name: String) throws -> [UInt8] { try files.bytes("corpus/\(name)") }
}
