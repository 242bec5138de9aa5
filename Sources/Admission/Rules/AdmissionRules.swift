internal import Images

/// The rules of a configuration, compiled for answering reviews.
///
/// Immutable, and one reference in size: a new configuration is a new value, and each answer is computed from one of them.
public struct AdmissionRules: Sendable {
    let compiled: CompiledRules

    /// Compiles the rules; their order is the order in which Secrets are added to a Pod.
    public init(_ rules: [InjectionRule]) {
        compiled = CompiledRules(rules)
    }

    /// The rules in configuration order: the indices in ``AdmissionAnswer/registries`` point into this list.
    public var rules: [InjectionRule] { compiled.rules }
}

/// What is computed once from the rules, so that an answer has only lookups to do.
final class CompiledRules: Sendable {
    let rules: [InjectionRule]
    let matcher: ImageMatcher
    /// Rules that every Pod matches.
    let everyPod: RegistrySet
    /// Rules that force `imagePullPolicy: Always`.
    let forcing: RegistrySet
    let forcesAny: Bool
    /// The Secret of each rule.
    let secrets: [PullSecret]

    /// For each rule the first rule that has the same Secret.
    let firstWithSameSecret: [Int]

    private let namespaces: [NamespaceNames]
    /// Bit n is set when a Secret's name has n bytes (bit 63: 63 or more), to pass over foreign names quickly.
    private let secretLengths: UInt64

    init(_ rules: [InjectionRule]) {
        self.rules = rules
        matcher = ImageMatcher(rules.map(\.patterns))
        secrets = rules.map { PullSecret(name: $0.secretName) }
        var firsts: [String: Int] = [:]
        for (index, rule) in rules.enumerated() where firsts[rule.secretName] == nil {
            firsts[rule.secretName] = index
        }
        firstWithSameSecret = rules.indices.map { firsts[rules[$0].secretName] ?? $0 }
        namespaces = rules.map { NamespaceNames($0.namespaceNames) }
        secretLengths = secrets.reduce(0) { $0 | Self.lengthBit($1.name.count) }
        var everyPod = RegistrySet()
        var forcing = RegistrySet()
        for (index, rule) in rules.enumerated() {
            if rule.matchesEveryPod { everyPod.insert(index) }
            if rule.forcesAlwaysPull { forcing.insert(index) }
        }
        self.everyPod = everyPod
        self.forcing = forcing
        forcesAny = !forcing.isEmpty
    }

    /// Adds the rules whose Secret is called `name`.
    func collect(secretNamed name: Span<UInt8>, into set: inout RegistrySet) {
        guard secretLengths & Self.lengthBit(name.count) != 0 else { return }
        for index in secrets.indices where secrets[index].isNamed(name) {
            set.insert(index)
        }
    }

    /// Whether a rule is for a namespace; without one (`nil`) only rules for all namespaces are.
    func isRule(_ index: Int, forNamespace namespace: String?) -> Bool {
        namespaces[index].contains(namespace)
    }

    /// Whether some rule is for a namespace.
    func isAnyRule(forNamespace namespace: String?) -> Bool {
        namespaces.contains { $0.contains(namespace) }
    }

    /// Adds the rules that match the image.
    ///
    /// - Returns: false when the image is not a readable reference.
    func collect(matching image: JSONString, in bytes: Span<UInt8>, into set: inout RegistrySet) -> Bool {
        image.hasEscapes
            ? matcher.collect(matching: image.decoded(in: bytes).span, into: &set)
            : matcher.collect(matching: bytes.extracting(image.range), into: &set)
    }

    private static func lengthBit(_ length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }
}

/// The name of a Secret, in the forms an answer needs.
struct PullSecret: Sendable {
    /// The name as UTF-8.
    let name: [UInt8]
    /// An element of `imagePullSecrets`: `{"name":"…"}`.
    let element: [UInt8]

    init(name: String) {
        self.name = Array(name.utf8)
        var element: [UInt8] = []
        element.append(#"{"name":""#)
        element.append(escaping: name.utf8)
        element.append(#""}"#)
        self.element = element
    }

    func isNamed(_ other: Span<UInt8>) -> Bool {
        guard other.count == name.count else { return false }
        for index in name.indices where name[index] != other[index] { return false }
        return true
    }
}
