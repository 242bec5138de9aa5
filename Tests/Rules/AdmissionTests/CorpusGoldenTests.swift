import Admission
import FoundationEssentials
import Images
import TestSupport
import Testing

/// The expectations come from `Fixtures/oracle.py`, which knows the kubelet's truth tables and the design, but not this code.
@Suite("The answers that an independent script worked out")
struct CorpusGoldenTests {
    @Test func `there is an expectation for every recording, and for no other file`() throws {
        let files = try Golden.files.names(in: "corpus")
        #expect(Set(try Golden.expectations().map(\.file)) == Set(files))
    }

    @Test(arguments: try Golden.expectations())
    func `the answer is the expected one`(expected: GoldenExpectation) throws {
        let review = try Golden.files.bytes("corpus/\(expected.file)")
        try Golden.rules().answer(toReview: review.span).check(against: expected, review: review)
    }

    @Test(arguments: [200_000, 1_500_000])
    func `an annotation that makes the Pod as large as etcd takes changes nothing about the answer`(growth: Int) throws
    {
        let expected = try #require(try Golden.expectations().first { $0.file == "032-pod-registries-all.json" })
        let text = String(decoding: try Golden.files.bytes("corpus/\(expected.file)"), as: UTF8.self)
        let filler = String(repeating: #"{\"a\":[\u003cé\\\\]},"#, count: growth / 20)
        let grown = text.replacing(
            #""metadata":{"#,
            with: #""metadata":{"annotations":{"x":"\#(filler)"},"#,
            maxReplacements: 1
        )
        let review = Array(grown.utf8)
        #expect(review.count > growth)
        try Golden.rules().answer(toReview: review.span).check(against: expected, review: review)
    }
}

/// One line of expected.json.
struct GoldenExpectation: Decodable, Sendable, CustomTestStringConvertible {
    var file: String
    /// The Secrets that must be added, in order; also the audit annotation.
    var secrets: [String]
    var operations: [GoldenOperation]

    var testDescription: String { file }
}

/// One operation of a JSON Patch.
struct GoldenOperation: Decodable, Hashable, Sendable {
    /// What the patches of this webhook can hold.
    enum Value: Decodable, Hashable, Sendable {
        case secret([String: String])
        case secrets([[String: String]])
        case policy(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let secrets = try? container.decode([[String: String]].self) {
                self = .secrets(secrets)
            } else if let secret = try? container.decode([String: String].self) {
                self = .secret(secret)
            } else {
                self = .policy(try container.decode(String.self))
            }
        }
    }

    var op: String
    var path: String
    var value: Value
}

/// An AdmissionReview as far as an answer has to do with it.
private struct GoldenReview: Decodable {
    struct Request: Decodable {
        var uid: String
    }

    struct Response: Decodable {
        var uid: String
        var allowed: Bool
        var patch: Data?
        var patchType: String?
        var auditAnnotations: [String: String]?
    }

    var apiVersion: String
    var kind: String
    var request: Request?
    var response: Response?
}

extension AdmissionAnswer {
    fileprivate func check(against expected: GoldenExpectation, review: [UInt8]) throws {
        #expect(isReview)
        let asked = try JSONDecoder().decode(GoldenReview.self, from: Data(review))
        let answered = try JSONDecoder().decode(GoldenReview.self, from: Data(body))
        #expect(answered.apiVersion == asked.apiVersion)
        #expect(answered.kind == asked.kind)
        let response = try #require(answered.response)
        #expect(response.uid == asked.request?.uid)
        #expect(response.allowed)
        #expect(
            response.auditAnnotations?["injected"]
                == (expected.secrets.isEmpty ? nil : expected.secrets.joined(separator: ","))
        )
        #expect(response.patchType == (expected.operations.isEmpty ? nil : "JSONPatch"))
        #expect((outcome == .injected) == !expected.operations.isEmpty)
        let patch = try response.patch.map { try JSONDecoder().decode([GoldenOperation].self, from: $0) } ?? []
        // The order of Secrets matters; policies are set on places that have nothing to do with each other.
        #expect(patch.filter(\.addsSecret) == expected.operations.filter(\.addsSecret))
        #expect(patch.count == expected.operations.count)
        #expect(Set(patch) == Set(expected.operations))
    }
}

extension GoldenOperation {
    fileprivate var addsSecret: Bool { path.hasPrefix("/spec/imagePullSecrets") }
}

/// The fixtures: rules, recordings and expectations.
private enum Golden {
    private struct Rule: Decodable {
        var name: String
        var secretName: String
        var matchImages: [String]
        var always: Bool?
        var namespaces: [String]?
        var imagePullPolicy: String?
    }

    static let files = Fixtures(of: "Rules/AdmissionTests")

    static func expectations() throws -> [GoldenExpectation] {
        try files.json("expected.json")
    }

    static func rules() throws -> AdmissionRules {
        let rules = try files.json("rules.json", as: [Rule].self)
        return AdmissionRules(
            try rules.map { rule in
                InjectionRule(
                    name: rule.name,
                    secretName: rule.secretName,
                    patterns: try rule.matchImages.map { try ImagePattern(parsing: $0) },
                    matchesEveryPod: rule.always ?? false,
                    namespaceNames: rule.namespaces ?? [],
                    forcesAlwaysPull: rule.imagePullPolicy == "Always"
                )
            }
        )
    }
}
