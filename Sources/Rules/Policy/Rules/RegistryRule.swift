internal import Admission
internal import Configuration
internal import Images
internal import Injection

/// One registry as CEL.
struct RegistryRule: Sendable {
    /// The rule that the webhook has for it.
    let injection: InjectionRule
    /// The namespaces that it is for.
    let namespaces: NamespaceRule
    /// The name of the variable that says whether the Pod needs the Secret.
    let variable: String
    /// The conditions on the reference `r` of which one must hold; none for a registry that no image matches.
    let patterns: [String]
    /// Whether an address in brackets can match.
    let matchesAddresses: Bool

    /// The rules of all registries.
    ///
    /// - Throws: all patterns that cannot be said.
    static func rules(of configuration: Configuration) throws(PolicyError) -> [RegistryRule] {
        var refusals: [PolicyError.Refusal] = []
        if configuration.keeper.tenantSecretsEnabled {
            let reason =
                "keeper.tenantSecrets: the Secrets that namespaces bring themselves are known to the webhook alone: switch "
                + "them off, or stay with the webhook"
            refusals.append(PolicyError.Refusal(registry: nil, pattern: nil, reason: reason))
        }
        var taken: Set<String> = []
        var rules: [RegistryRule] = []
        for registry in configuration.registries {
            let injection = InjectionRule(registry)
            var alternatives: [String] = []
            var matchesAddresses = false
            for pattern in injection.patterns {
                do throws(UnsayablePattern) {
                    let condition = try PatternCondition(pattern)
                    alternatives += condition.alternatives.filter { !alternatives.contains($0) }
                    matchesAddresses = matchesAddresses || condition.matchesAddresses
                } catch {
                    refusals.append(
                        PolicyError.Refusal(registry: registry.name, pattern: pattern.text, reason: error.reason)
                    )
                }
            }
            rules.append(
                RegistryRule(
                    injection: injection,
                    namespaces: registry.namespaces,
                    variable: uniqueVariable(for: registry.name, &taken),
                    patterns: alternatives,
                    matchesAddresses: matchesAddresses
                )
            )
        }
        guard refusals.isEmpty else { throw PolicyError(refusals: refusals) }
        return rules
    }

    /// What says whether the Pod needs the Secret, in the order in which it is found out; the last is ``variable``.
    var need: [NamedExpression] {
        let place = [namespaces.nameCondition.map(CEL.group), namespaces.labelCondition].compactMap(\.self)
        guard !injection.matchesEveryPod else { return [NamedExpression(name: variable, expression: CEL.all(place))] }
        let parts = patterns.inExpressions(\.self)
        guard parts.count > 1 else {
            let whole = CEL.all(place + [Self.someReferenceMatches(patterns)])
            return [NamedExpression(name: variable, expression: whole)]
        }
        // Unique as the registry's variable is: the number is all that stands behind the last underscore.
        let matches = parts.enumerated().map { part in
            NamedExpression(
                name: "matches_\(variable.dropFirst(Self.prefix.count))_\(part.offset + 1)",
                expression: Self.someReferenceMatches(part.element)
            )
        }
        let whole = CEL.all(place + [CEL.group(CEL.any(matches.map { "variables.\($0.name)" }))])
        return matches + [NamedExpression(name: variable, expression: whole)]
    }

    private static func someReferenceMatches(_ patterns: [String]) -> String {
        guard !patterns.isEmpty else { return "false" }
        guard patterns.count > 1 else { return "variables.references.exists(r, \(patterns[0]))" }
        return "variables.references.exists(r,\n\(CEL.indent(CEL.any(patterns)))\n)"
    }

    private static let prefix = "needs_"

    /// CEL names have no dashes and dots, by which alone two registries may differ.
    private static func uniqueVariable(for name: String, _ taken: inout Set<String>) -> String {
        let base = prefix + String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        var variable = base
        var number = 2
        while !taken.insert(variable).inserted {
            variable = "\(base)_\(number)"
            number += 1
        }
        return variable
    }
}
