internal import Controllers

/// What a ``ConfigurationKeeper`` is told.
package struct ConfigurationKeeperOptions: Sendable {
    /// Pullpass' own namespace, in which the Secret is.
    package var namespace: String
    /// The Secret's name.
    package var secret: String
    /// The name of the Lease, by which installations know their own, and which Events are about.
    package var leaseName: String

    /// Makes options.
    package init(namespace: String, secret: String, leaseName: String) {
        self.namespace = namespace
        self.secret = secret
        self.leaseName = leaseName
    }

    /// What this installation knows its own objects by.
    var ownership: Ownership { Ownership(namespace: namespace, leaseName: leaseName) }
}
