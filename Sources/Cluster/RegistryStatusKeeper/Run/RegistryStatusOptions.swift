internal import Controllers

/// What a ``RegistryStatusKeeper`` is told.
package struct RegistryStatusOptions: Sendable {
    /// Pullpass' own namespace.
    package var namespace: String
    /// The name of the Lease, by which installations know their own.
    package var leaseName: String
    /// How often the leader looks at what there is to say.
    package var period = Duration.seconds(5)

    /// Makes options.
    package init(namespace: String, leaseName: String) {
        self.namespace = namespace
        self.leaseName = leaseName
    }

    /// What this installation knows its own objects by.
    var ownership: Ownership { Ownership(namespace: namespace, leaseName: leaseName) }
}
