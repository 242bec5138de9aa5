import Admission
import Configuration
import FoundationEssentials
import Images
import Injection
import PlainReadings
import Policy
import Text

extension FuzzBody {
    /// Entries of `matchImages` in the first line, pull Secrets that a Pod lists in the second, its images in the others: the policy in CEL does to
    /// the Pod what the webhook does, and the webhook is called wherever it would do something.
    static let policy = FuzzBody(
        "policy",
        maximumLength: 300,
        seeds: PolicySeeds.texts.map { Array($0.utf8) },
        words: ImageSeeds.words + PolicySeeds.words
    ) { bytes throws(BrokenPromise) in
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init
        )
        guard lines.count <= 12, let configuration = configuration(lines[0]) else { return }
        let policy: AdmissionPolicy
        let calls: WebhookMatchConditions
        do throws(PolicyError) {
            policy = try AdmissionPolicy(configuration)
            calls = try WebhookMatchConditions(configuration)
        } catch {
            return try hold(!error.description.isEmpty, "what cannot be said in CEL is told")
        }
        let request = try decoded(Array(request(lines).utf8), "a request")
        let rules = AdmissionRules(configuration, inNamespaceLabelled: PolicySeeds.labels)
        let review =
            #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":"# + Self.request(lines) + "}"
        let answer = rules.answer(toReview: Array(review.utf8).span)
        let object = request["object"] ?? .null
        let names = PlainPolicy.names(request: request, namespaceLabels: PolicySeeds.labels)
        let byPolicy: ReferenceJSON
        let isCalled: Bool
        do {
            let plain = try PlainPolicy(spec: try decodedSpec(policy.policySpec))
            byPolicy = try applied(try plain.patch(names), to: object)
            let conditions = try PlainPolicy.expressions(try decodedSpec(calls.conditions)).map(\.expression)
            isCalled = try PlainPolicy.holds(conditions, names)
        } catch {
            throw BrokenPromise("an expression has a value: \(error)")
        }
        let byWebhook = try patched(answer, object)
        try holdEqual(byPolicy, byWebhook, "the policy does what the webhook does with \(lines)")
        try hold(
            isCalled || answer.outcome != .injected,
            "the webhook is called where it has something to do: \(lines)"
        )
    }

    /// A registry for each entry: with `!` in front it forces pulls, with `?` an anonymous try is allowed, with `&` it is for namespaces with labels.
    private static func configuration(_ line: String) -> Configuration? {
        var registries: [Registry] = []
        for entry in line.split(separator: ",").prefix(8) {
            let text = entry.drop { "!?&".contains($0) }
            let flags = entry.prefix(entry.count - text.count)
            guard let pattern = try? ImagePattern(parsing: String(text)) else { continue }
            registries.append(
                Registry(
                    name: "r\(registries.count)",
                    matchImages: [pattern],
                    always: text == "always.example",
                    namespaces: NamespaceRule(labels: flags.contains("&") ? ["tier": "prod"] : [:]),
                    imagePullPolicy: flags.contains("!") ? .always : nil,
                    anonymousFallback: flags.contains("?")
                )
            )
        }
        guard !registries.isEmpty else { return nil }
        var configuration = Configuration(registries: registries)
        configuration.injection.anonymousSecretName = "anon"
        return configuration
    }

    /// The creation of a Pod whose images stand in containers that never pull, or always, in an init container, in a volume, and so on in turns.
    private static func request(_ lines: [String]) -> String {
        var lists: [String: [String]] = ["containers": [], "initContainers": [], "volumes": []]
        for (index, image) in lines.dropFirst(2).map({ $0.quotedJSON() }).enumerated() {
            switch index % 4 {
            case 0: lists["containers"]?.append(#"{"image":\#(image),"imagePullPolicy":"Never"}"#)
            case 1: lists["containers"]?.append(#"{"image":\#(image),"imagePullPolicy":"Always"}"#)
            case 2: lists["initContainers"]?.append(#"{"image":\#(image)}"#)
            default: lists["volumes"]? += [#"{"image":{"reference":\#(image)}}"#, #"{"emptyDir":{}}"#]
            }
        }
        if lines.count > 1, !lines[1].isEmpty {
            lists["imagePullSecrets"] = lines[1].split(separator: ",").map { #"{"name":\#(String($0).quotedJSON())}"# }
        }
        let spec = lists.sorted { $0.key < $1.key }.map { #""\#($0.key)":[\#($0.value.joined(separator: ","))]"# }
        return
            #"{"uid":"u","operation":"CREATE","namespace":"team-a","resource":{"group":"","version":"v1","resource":"pods"},"#
            + #""object":{"metadata":{},"spec":{\#(spec.joined(separator: ","))}}}"#
    }

    private static func patched(_ answer: AdmissionAnswer, _ object: ReferenceJSON) throws(BrokenPromise)
        -> ReferenceJSON
    {
        let response = try decoded(answer.body, "an answer")["response"]
        guard let encoded = response?["patch"]?.string else { return object }
        guard let patch = Data(base64Encoded: encoded) else { throw BrokenPromise("a patch is base64") }
        do { return try applied(try decoded(Array(patch), "a patch"), to: object) } catch {
            throw BrokenPromise("the webhook's patch applies: \(error)")
        }
    }

    private static func applied(_ patch: ReferenceJSON?, to object: ReferenceJSON) throws -> ReferenceJSON {
        try patch.map { try ReferencePatch.apply($0, to: object) } ?? object
    }

    private static func decodedSpec(_ value: JSONValue) throws -> ReferenceJSON {
        try ReferenceJSON(parsing: Array(try JSONEncoder().encode(value)))
    }

    private static func decoded(_ bytes: [UInt8], _ what: String) throws(BrokenPromise) -> ReferenceJSON {
        do throws(ReferenceJSON.Malformed) { return try ReferenceJSON(parsing: bytes) } catch {
            throw BrokenPromise("\(what) is JSON: \(error)")
        }
    }
}
