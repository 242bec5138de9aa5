internal import Images

/// What is computed once from the rules, so that an answer has only lookups to do.
final class CompiledRules: Sendable {
    let rules: [InjectionRule]
    /// Rules that every Pod matches.
    let everyPod: RegistrySet
    /// Rules that force `imagePullPolicy: Always`.
    let forcing: RegistrySet
    /// What an image of usual length costs of ``PodBounds/maximumComparisons``.
    private let comparisonsPerImage: Int
    /// How often the bytes of a long image are gone through: when it is taken apart, and for each wildcard.
    private let passesPerImage: Int
    /// Rules that allow an anonymous pull after their credential.
    let allowingAnonymous: RegistrySet
    /// Rules of a namespace itself whose Secret has the name of the anonymous try's, and goes last as that.
    let namedAnonymous: RegistrySet
    /// The Secret of each rule, and behind them the one of the anonymous try, if any rule has it tried.
    let secrets: [PullSecret]
    /// Where in ``secrets`` the one of the anonymous try stands.
    let anonymousIndex: Int?

    /// For finding the pattern that an image was meant for; nil where nobody is warned.
    let slips: SlipIndex?

    /// For each rule the first rule that has the same Secret.
    let firstWithSameSecret: [Int]

    /// The patterns of the configuration.
    private let matcher: RecallingMatcher
    /// The rules of a namespace itself, which follow those of the configuration.
    private let tenants: TenantRules
    private let namespaces: [NamespaceNames]
    private let excluded: RegistrySet
    /// Bit n is set when a Secret's name has n bytes (bit 63: 63 or more), to pass over foreign names quickly.
    private let secretLengths: UInt64
    /// The rules in the order of their Secrets' names.
    private let byName: [Int]

    /// Compiles the rules of a configuration.
    ///
    /// - Parameters:
    ///   - rules: the rules.
    ///   - anonymousSecret: the Secret of the anonymous try; nil for none.
    ///   - warns: whether whoever creates a Pod is told of what was most likely meant.
    convenience init(_ rules: [InjectionRule], anonymousSecret: String?, warns: Bool) {
        let isAllowed = rules.contains(where: \.allowsAnonymous)
        self.init(
            rules,
            secrets: rules.map { PullSecret(name: $0.secretName) },
            anonymous: isAllowed ? anonymousSecret.map { PullSecret(name: $0) } : nil,
            matcher: RecallingMatcher(ImageMatcher(rules.map(\.patterns))),
            namespaces: rules.map { NamespaceNames($0.namespaceNames) },
            excluded: RegistrySet(),
            tenants: .none,
            slips: warns ? SlipIndex(rules.map(\.patterns)) : nil
        )
    }

    /// The rules of a configuration as they hold in a namespace; no pattern is compiled again.
    convenience init(_ everywhere: CompiledRules, in namespace: NamespaceRules) {
        let tenants = namespace.tenants
        self.init(
            everywhere.rules + tenants.rules,
            secrets: everywhere.secrets.prefix(everywhere.rules.count) + tenants.secrets,
            anonymous: everywhere.anonymous,
            matcher: everywhere.matcher,
            namespaces: everywhere.namespaces + tenants.rules.map { NamespaceNames($0.namespaceNames) },
            excluded: namespace.excluded,
            tenants: tenants,
            slips: everywhere.slips
        )
    }

    private init(
        _ rules: [InjectionRule],
        secrets: [PullSecret],
        anonymous: PullSecret?,
        matcher: RecallingMatcher,
        namespaces: [NamespaceNames],
        excluded: RegistrySet,
        tenants: TenantRules,
        slips: SlipIndex?
    ) {
        self.slips = slips
        self.rules = rules
        self.secrets = secrets + [anonymous].compactMap(\.self)
        anonymousIndex = anonymous == nil ? nil : secrets.count
        self.matcher = matcher
        comparisonsPerImage = matcher.matcher.comparisonCount + PodBounds.comparisonsPerImage
        passesPerImage = 1 + matcher.matcher.wildcardCount
        self.namespaces = namespaces
        self.excluded = excluded
        self.tenants = tenants
        var firsts: [String: Int] = [:]
        for (index, rule) in rules.enumerated() where firsts[rule.secretName] == nil {
            firsts[rule.secretName] = index
        }
        firstWithSameSecret = rules.indices.map { firsts[rules[$0].secretName] ?? $0 }
        secretLengths = self.secrets.reduce(0) { $0 | Self.lengthBit($1.name.count) }
        byName = secrets.indices.sorted { secrets[$0].isBefore(secrets[$1]) }
        var everyPod = RegistrySet()
        var forcing = RegistrySet()
        var allowingAnonymous = RegistrySet()
        var namedAnonymous = RegistrySet()
        for (index, rule) in rules.enumerated() {
            if secrets[index].name == anonymous?.name { namedAnonymous.insert(index) }
            if rule.allowsAnonymous { allowingAnonymous.insert(index) }
            if rule.matchesEveryPod { everyPod.insert(index) }
            if rule.forcesAlwaysPull { forcing.insert(index) }
        }
        self.everyPod = everyPod
        self.forcing = forcing
        allowingAnonymous.formUnion(namedAnonymous)
        self.allowingAnonymous = allowingAnonymous
        self.namedAnonymous = namedAnonymous
    }

    /// The Secret of the anonymous try; nil where no rule has it tried.
    var anonymous: PullSecret? { anonymousIndex.map { secrets[$0] } }

    /// Adds the rules whose Secret is called `name`.
    func collect(secretNamed name: Span<UInt8>, into set: inout RegistrySet) {
        guard secretLengths & Self.lengthBit(name.count) != 0 else { return }
        var low = 0
        var high = byName.count
        while low < high {
            let middle = (low + high) / 2
            if secrets[byName[middle]].order(to: name) < 0 { low = middle + 1 } else { high = middle }
        }
        while low < byName.count, secrets[byName[low]].order(to: name) == 0 {
            set.insert(byName[low])
            low += 1
        }
    }

    /// How many comparisons ``collect(matching:in:into:budget:)`` takes, roughly; without those with patterns that have a budget.
    func comparisons(forImage image: JSONString) -> Int {
        comparisonsPerImage + PodBounds.comparisons(forBytes: image.range.count) * passesPerImage
    }

    /// How many comparisons ``collect(secretNamed:into:)`` takes, roughly.
    func comparisons(forSecretName name: JSONString) -> Int {
        name.hasEscapes || secretLengths & Self.lengthBit(name.range.count) != 0 ? PodBounds.comparisonsPerImage : 1
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
    /// - Parameters:
    ///   - image: the image.
    ///   - bytes: what it stands in.
    ///   - set: receives the rules.
    ///   - budget: what the wildcards of the namespace's own rules may still cost for this Pod.
    /// - Returns: false when the image is not a readable reference.
    func collect(
        matching image: JSONString,
        in bytes: Span<UInt8>,
        into set: inout RegistrySet,
        budget: inout MatchBudget
    ) -> Bool {
        image.hasEscapes
            ? collect(matching: image.decoded(in: bytes).span, into: &set, budget: &budget)
            : collect(matching: bytes.extracting(image.range), into: &set, budget: &budget)
    }

    private func collect(
        matching image: Span<UInt8>,
        into set: inout RegistrySet,
        budget: inout MatchBudget
    ) -> Bool {
        guard matcher.collect(matching: image, into: &set) else { return false }
        guard !tenants.rules.isEmpty else { return true }
        let offset = rules.count - tenants.rules.count
        return tenants.matcher.collect(matching: image, into: &set, offset: offset, budget: &budget)
    }

    private static func lengthBit(_ length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }
}
