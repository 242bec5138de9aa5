package import Configuration

extension Configuration {
    /// Refuses a configuration whose `injection:` wants rules in CEL that cannot be said there.
    package func checkExpressible() throws(InexpressibleConfiguration) {
        do throws(PolicyError) {
            if injection.engine == .policy { _ = try AdmissionPolicy(self) }
            if injection.matchConditions { _ = try WebhookMatchConditions(self) }
        } catch {
            throw InexpressibleConfiguration(injection: injection, reason: error)
        }
    }
}

/// A valid configuration whose rules the API server cannot evaluate.
package struct InexpressibleConfiguration: Error, CustomStringConvertible {
    fileprivate let injection: InjectionSettings
    fileprivate let reason: PolicyError

    /// Which setting wants it, what to do, and each rule that stands in the way.
    package var description: String {
        let key = injection.engine == .policy ? "engine: policy" : "matchConditions"
        let remedy = injection.engine == .policy ? "write engine: webhook" : "leave them out"
        return
            "\(key) puts the rules into the API server, and not all of them can be said there; change this, or \(remedy):\n\(reason)"
    }
}
