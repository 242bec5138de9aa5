package import Configuration

/// A configuration, and the installation that it is of.
package struct InstalledConfiguration: Sendable {
    /// The configuration.
    package var configuration: Configuration
    /// The installation's own namespace; nil where nobody knows it.
    package var namespace: String?
    /// The only namespaces that the installation looks at; empty for all.
    package var onlyNamespaces: [String]

    /// Makes one.
    package init(_ configuration: Configuration, in namespace: String?, onlyNamespaces: [String] = []) {
        self.configuration = configuration
        self.namespace = namespace
        self.onlyNamespaces = onlyNamespaces
    }
}
