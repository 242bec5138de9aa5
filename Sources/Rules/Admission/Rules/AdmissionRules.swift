package import Images

/// The rules of a configuration, compiled for answering reviews.
///
/// Immutable, and one reference in size: a new configuration is a new value, and each answer is computed from one of them.
package struct AdmissionRules: Sendable {
    private let table: Table

    /// Compiles the rules; their order is the order in which Secrets are added to a Pod.
    package init(_ rules: [InjectionRule]) {
        table = Table(everywhere: CompiledRules(rules), byNamespace: [:])
    }

    private init(_ table: Table) { self.table = table }

    /// A Pod that would need more changes than this is left as it is; see ``AdmissionAnswer/Reason/tooLarge``.
    package static let maximumChanges = PodBounds.maximumChanges

    /// The rules in configuration order: the indices in ``AdmissionAnswer/registries`` point into this list.
    package var rules: [InjectionRule] { table.everywhere.rules }

    /// The same rules, with what is known of some namespaces; what was known of others stays.
    ///
    /// - Parameter changes: what holds in a namespace beside the rules' own `namespaceNames`; nil to forget it.
    /// - Returns: Those rules.
    package func with(_ changes: [String: NamespaceRules?]) -> AdmissionRules {
        var byNamespace = table.byNamespace
        // Most namespaces leave out the same rules: what is compiled for one is good for all of them.
        var shared: [RegistrySet: CompiledRules] = [:]
        for (namespace, change) in changes {
            guard let change, !change.isEmpty else {
                byNamespace[namespace] = nil
                continue
            }
            let known = change.tenants.isEmpty ? shared[change.excluded] : nil
            let compiled = known ?? CompiledRules(rules + change.tenants, excluded: change.excluded)
            if change.tenants.isEmpty { shared[change.excluded] = compiled }
            byNamespace[namespace] = compiled
        }
        return AdmissionRules(Table(everywhere: table.everywhere, byNamespace: byNamespace))
    }

    /// What an unknown namespace gets, and what the bytes are read with first.
    var everywhere: CompiledRules { table.everywhere }

    /// The rules of a namespace of which more is known than its name.
    func special(forNamespace namespace: String?) -> CompiledRules? {
        guard !table.byNamespace.isEmpty, let namespace else { return nil }
        return table.byNamespace[namespace]
    }

    private final class Table: Sendable {
        let everywhere: CompiledRules
        let byNamespace: [String: CompiledRules]

        init(everywhere: CompiledRules, byNamespace: [String: CompiledRules]) {
            self.everywhere = everywhere
            self.byNamespace = byNamespace
        }
    }
}

/// What holds in one namespace beside the names that a rule is for.
package struct NamespaceRules: Sendable, Hashable {
    /// The rules that are not for it, since its labels do not fit.
    package var excluded: RegistrySet
    /// Rules of its own, after all others; their indices follow the last one of the configuration.
    package var tenants: [InjectionRule]

    /// Makes the rules of a namespace.
    package init(excluded: RegistrySet = RegistrySet(), tenants: [InjectionRule] = []) {
        self.excluded = excluded
        self.tenants = tenants
    }

    var isEmpty: Bool { excluded.isEmpty && tenants.isEmpty }
}

/// What is computed once from the rules, so that an answer has only lookups to do.
final class CompiledRules: Sendable {
    let rules: [InjectionRule]
    let matcher: ImageMatcher
    /// Rules that every Pod matches.
    let everyPod: RegistrySet
    /// Rules that force `imagePullPolicy: Always`.
    let forcing: RegistrySet
    /// What one image costs of ``PodBounds/maximumComparisons``.
    let comparisonsPerImage: Int
    /// The Secret of each rule.
    let secrets: [PullSecret]

    /// For each rule the first rule that has the same Secret.
    let firstWithSameSecret: [Int]

    private let namespaces: [NamespaceNames]
    private let excluded: RegistrySet
    /// Bit n is set when a Secret's name has n bytes (bit 63: 63 or more), to pass over foreign names quickly.
    private let secretLengths: UInt64

    init(_ rules: [InjectionRule], excluded: RegistrySet = RegistrySet()) {
        self.rules = rules
        self.excluded = excluded
        matcher = ImageMatcher(rules.map(\.patterns))
        comparisonsPerImage = matcher.patternCount + PodBounds.comparisonsPerImage
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
    }

    /// Adds the rules whose Secret is called `name`.
    func collect(secretNamed name: Span<UInt8>, into set: inout RegistrySet) {
        guard secretLengths & Self.lengthBit(name.count) != 0 else { return }
        for index in secrets.indices where secrets[index].isNamed(name) {
            set.insert(index)
        }
    }

    /// How many comparisons ``collect(secretNamed:into:)`` takes; at least one.
    func comparisons(forSecretName name: JSONString) -> Int {
        name.hasEscapes || secretLengths & Self.lengthBit(name.range.count) != 0 ? max(1, secrets.count) : 1
    }

    /// Whether a rule is for a namespace; without one (`nil`) only rules for all namespaces are.
    func isRule(_ index: Int, forNamespace namespace: String?) -> Bool {
        namespaces[index].contains(namespace) && !excluded.contains(index)
    }

    /// Whether some rule is for a namespace.
    func isAnyRule(forNamespace namespace: String?) -> Bool {
        rules.indices.contains { isRule($0, forNamespace: namespace) }
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
