/// How long an expression may be.
enum CELSize {
    /// What the API server's parser reads of one expression, in code points (`expressionSizeCodePointLimit`), less a tenth.
    static let expressionLimit = 90_000
    /// So many of them are for conditions on images; the others for what stands around them.
    static let conditionsLimit = 80_000

    /// The length of an expression.
    static func length(_ expression: String) -> Int { expression.unicodeScalars.count }
}

extension [NamedExpression] {
    /// Refuses expressions that the API server's parser would not read.
    func checkSize() throws(PolicyError) {
        let refusals = filter { CELSize.length($0.expression) > CELSize.expressionLimit }.map { long in
            let reason =
                "\(long.name) would have \(CELSize.length(long.expression)) characters, more than the API server reads of one expression: "
                + "use fewer or shorter patterns, registries and names of namespaces, or stay with the webhook"
            return PolicyError.Refusal(registry: nil, pattern: nil, reason: reason)
        }
        guard refusals.isEmpty else { throw PolicyError(refusals: refusals) }
    }
}
