package import Configuration

/// What was found in a configuration.
package struct ValidationReport: Sendable {
    /// What the configuration stood in.
    package enum Form: String, Sendable {
        /// A file of its own.
        case configuration
        /// Values of the chart.
        case values
        /// A Secret or ConfigMap.
        case object
    }

    /// What it stood in.
    package let form: Form
    /// How many registries it has; 0 where it is wrong.
    package let registries: Int
    /// The registries that are asked as each Pod's ServiceAccount, and how.
    package let pods: [(registry: String, identity: PodIdentity)]
    /// What is wrong, and what its author should know, in the order of the text.
    package let diagnostics: [ConfigurationDiagnostic]
    /// What it names outside of itself, none of which was looked at.
    package let references: [Configuration.Reference]

    /// What keeps it from being used.
    package var errors: [ConfigurationDiagnostic] { diagnostics.filter { $0.severity == .error } }
    /// What may not be as it was meant.
    package var warnings: [ConfigurationDiagnostic] { diagnostics.filter { $0.severity == .warning } }

    /// Whether it can be used; with `isStrict` warnings count, too.
    package func isGood(isStrict: Bool) -> Bool { isStrict ? diagnostics.isEmpty : errors.isEmpty }
}
