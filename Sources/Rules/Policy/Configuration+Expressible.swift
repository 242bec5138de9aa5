package import Configuration

extension Configuration {
    /// Refuses a configuration whose `injection:` wants rules in CEL that cannot be said there.
    ///
    /// - Throws: ``PolicyError``.
    package func checkExpressible() throws(PolicyError) {
        if injection.engine == .policy { _ = try AdmissionPolicy(self) }
        if injection.matchConditions { _ = try WebhookMatchConditions(self) }
    }
}
