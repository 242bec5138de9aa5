internal import Admission
package import Configuration
internal import Manifests
package import Text

/// `matchConditions` for the registration of the webhook: the API server does not call it for Pods that it would leave alone.
///
/// They let through more than the webhook injects, never less: labels of namespaces are not known to them, and a Pod that
/// has its Secrets already, or an image that nobody can read, is still the webhook's to note.
package struct WebhookMatchConditions: Sendable {
    /// The list of conditions.
    package let conditions: JSONValue
    private let document: ManifestValue

    /// Makes the conditions for a configuration.
    ///
    /// - Throws: ``PolicyError`` where CEL cannot say for which images the webhook must be called.
    package init(_ configuration: Configuration) throws(PolicyError) {
        let rules = try RegistryRule.rules(of: configuration)
        let conditions = ManifestValue.named(PodCondition.all + [Self.somethingToDo(rules)].compactMap(\.self))
        document = ["matchConditions": conditions]
        self.conditions = try conditions.value
    }

    /// The conditions under the key `matchConditions`, to be put into an entry of `webhooks`.
    package var yaml: String { document.yaml }

    /// The same in JSON.
    package var json: String { document.json() }

    /// One condition, since all that are listed must hold; nil where every Pod is to be looked at, or the API server would not read it.
    private static func somethingToDo(_ rules: [RegistryRule]) -> NamedExpression? {
        let everyPod = rules.filter(\.injection.matchesEveryPod).map(\.namespaces.nameCondition)
        guard !everyPod.contains(nil) else { return nil }
        let reference = ReferenceExpression(grammar: rules.grammar)
        let matching = rules.filter { !$0.injection.matchesEveryPod && !$0.patterns.isEmpty }.map { rule in
            guard let name = rule.namespaces.nameCondition else { return CEL.any(rule.patterns) }
            return CEL.group(CEL.all([CEL.group(name), CEL.group(CEL.any(rule.patterns))]))
        }
        let needsCall = CEL.any(matching + ["!(\n\(CEL.indent(reference.isReadable))\n)"])
        let someImage = """
            [
            \(CEL.indent(ReferenceExpression.images))
            ].exists(images,
              images.exists(i, i.size() > \(CELCost.longestImage))
            \(CEL.indent("|| \(ReferenceExpression.normalised("images")).exists(r,\n\(CEL.indent(needsCall))\n)"))
            )
            """
        let namespaceCost = rules.compactMap(\.namespaces.nameCondition).reduce(0) {
            $0 + CELCost.condition($1)
        }
        let perImage = CELCost.reading(rules.grammar) + rules.patternCost + namespaceCost
        // A Pod that would cost too much is the webhook's.
        let tooMany = "\(ReferenceExpression.countAtMost) > \(CELCost.expressionLimit / perImage)"
        let expression = CEL.any(everyPod.compactMap(\.self) + [tooMany, someImage])
        guard CELSize.length(expression) <= CELSize.expressionLimit else { return nil }
        return NamedExpression(name: "some-image-needs-a-secret", expression: expression)
    }
}
