internal import Admission
internal import Configuration

/// What CEL costs in the API server's own units, estimated from above.
///
/// An expression that costs more than the limit fails, and with `failurePolicy: Ignore` nothing happens then. The units are
/// those of cel-go: a regular expression costs a tenth of its subject's length times a quarter of its own.
enum CELCost {
    /// What one expression may cost (`PerCallLimit`), less a tenth for what the estimate does not see.
    static let expressionLimit = 900_000
    /// What all expressions of a policy may cost together for one Pod (`RuntimeCELCostBudget`), less a tenth.
    static let policyLimit = 9_000_000
    /// The longest image that the estimate is for; with a digest 184 characters are left for the name.
    static let longestImage = 256
    /// So many images a policy must be able to read.
    static let expectedImages = 30
    /// What looking at one image costs beside the conditions on it.
    private static let iteration = 10
    /// What the conditions on one image may cost in one expression, which has them for each image.
    static let conditionsLimit = expressionLimit / expectedImages - iteration

    /// What the condition on one image costs, which is a call of `matches` or `startsWith`.
    static func condition(_ text: String) -> Int {
        let length = text.utf8.count
        return 6 + (text.contains(".matches(") ? longestImage / 10 * (length / 4 + 1) : length / 10 + 1)
    }

    /// What it costs to read an image: to find it in the Pod, to normalise it, to check it.
    static func reading(_ grammar: ImageGrammar) -> Int {
        let expressions = [
            grammar.reference, grammar.length, ImageGrammar.identifier, ImageGrammar.startsWithHost,
            ImageGrammar.startsWithDockerHub,
        ]
        return expressions.reduce(400) { $0 + longestImage / 10 * ($1.text.utf8.count / 4 + 1) }
    }
}

extension [RegistryRule] {
    /// What all patterns cost for one image.
    var patternCost: Int { reduce(0) { $0 + $1.patterns.reduce(0) { $0 + CELCost.condition($1) } } }

    /// The grammar that is enough for these rules.
    var grammar: ImageGrammar { ImageGrammar(readsAddresses: contains(where: \.matchesAddresses)) }

    /// Refuses rules that the API server could not afford for a Pod with 30 long names.
    func checkPolicyCost() throws(PolicyError) {
        let forcing = filter { $0.injection.forcesAlwaysPull }
        let perImage = CELCost.reading(grammar) + patternCost + forcing.patternCost
        // Patterns are in as many expressions as they need, but each is in one.
        let costliest = flatMap(\.patterns).map(CELCost.condition).max() ?? 0
        guard perImage * CELCost.expectedImages > CELCost.policyLimit || costliest > CELCost.conditionsLimit else {
            return
        }
        let reason =
            "\(reduce(0) { $0 + $1.patterns.count }) patterns are more than the API server's cost limit lets CEL try on a Pod "
            + "with \(CELCost.expectedImages) images: use fewer or shorter patterns, or stay with the webhook"
        throw PolicyError(reason: reason)
    }
}
