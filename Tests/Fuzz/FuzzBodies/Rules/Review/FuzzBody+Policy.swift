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
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
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
        let review = #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":"# + Self.request(lines) + "}"
        let answer = rules.answer(toReview: Array(review.utf8).span)
        let object = request["object"] ?? .null
        let names = PlainPolicy.names(request: request, namespaceLabels: PolicySeeds.labels)
        let byPolicy: ReferenceJSON
        let isCalled: Bool
        do throws(CELFault) {
            let plain = try PlainPolicy(spec: try decodedSpec(policy.policySpec))
            byPolicy = try applied(try plain.patch(names), to: object)
            let conditions = try PlainPolicy.expressions(try decodedSpec(calls.conditions)).map(\.expression)
            isCalled = try PlainPolicy.holds(conditions, names)
        } catch {
            throw BrokenPromise("an expression has a value: \(error)")
        }
        let byWebhook = try patched(answer, object)
        try holdEqual(byPolicy, byWebhook, "the policy does what the webhook does with \(lines)")
        try hold(isCalled || answer.outcome != .injected, "the webhook is called where it has something to do: \(lines)")
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

    private static func request(_ lines: [String]) -> String {
        let secrets = lines.count > 1 && !lines[1].isEmpty ? lines[1].split(separator: ",").map { #"{"name":\#(String($0).quotedJSON())}"# } : nil
        let images = lines.dropFirst(2).map { $0.quotedJSON() }
        let containers = images.enumerated().compactMap { index, image in
            index % 4 < 2 ? #"{"image":\#(image),"imagePullPolicy":"\#(index % 2 == 0 ? "Never" : "Always")"}"# : nil
        }
        let initial = images.enumerated().compactMap { index, image in index % 4 == 2 ? #"{"image":\#(image)}"# : nil }
        let volumes = images.enumerated().compactMap { index, image in index % 4 == 3 ? #"{"image":{"reference":\#(image)}},{"emptyDir":{}}"# : nil }
        let list = secrets.map { #","imagePullSecrets":[\#($0.joined(separator: ","))]"# } ?? ""
        return #"{"uid":"u","operation":"CREATE","namespace":"team-a","resource":{"group":"","version":"v1","resource":"pods"},"#
            + #""object":{"metadata":{},"spec":{"containers":[\#(containers.joined(separator: ","))],"initContainers":[\#(initial.joined(separator: ","))],"#
            + #""volumes":[\#(volumes.joined(separator: ","))]\#(list)}}}"#
    }

    private static func patched(_ answer: AdmissionAnswer, _ object: ReferenceJSON) throws(BrokenPromise) -> ReferenceJSON {
        let response = try decoded(answer.body, "an answer")["response"]
        guard let encoded = response?["patch"]?.string else { return object }
        guard let patch = Data(base64Encoded: encoded) else { throw BrokenPromise("a patch is base64") }
        do throws(CELFault) { return try applied(try decoded(Array(patch), "a patch"), to: object) } catch {
            throw BrokenPromise("the webhook's patch applies: \(error)")
        }
    }

    private static func applied(_ patch: ReferenceJSON?, to object: ReferenceJSON) throws(CELFault) -> ReferenceJSON {
        guard let patch else { return object }
        do { return try ReferencePatch.apply(patch, to: object) } catch { throw CELFault("the patch applies: \(error): \(patch)") }
    }

    private static func decodedSpec(_ value: JSONValue) throws(CELFault) -> ReferenceJSON {
        guard let bytes = try? JSONEncoder().encode(value), let json = try? ReferenceJSON(parsing: Array(bytes)) else { throw CELFault("no JSON") }
        return json
    }

    private static func decoded(_ bytes: [UInt8], _ what: String) throws(BrokenPromise) -> ReferenceJSON {
        do throws(ReferenceJSON.Malformed) { return try ReferenceJSON(parsing: bytes) } catch { throw BrokenPromise("\(what) is JSON: \(error)") }
    }
}
