/// Who heals, and where.
package struct PodHealerOptions: Sendable {
    /// Pullpass' own namespace.
    package var ownNamespace: String
    /// The replica's name.
    package var identity: String
    /// The only namespaces to look at, for an installation that has Roles in them and no ClusterRole; empty for all.
    package var onlyNamespaces: [String] = []
    /// The most pages of Pods that a look reads; the next one goes on from there.
    package var pagesOfLook = 200
    /// Whether what takes long runs on the loop, too, rather than beside it: for a simulation, whose clock waits for nobody else.
    package var worksOnLoop = false

    /// Makes options with the defaults.
    package init(ownNamespace: String, identity: String) {
        self.ownNamespace = ownNamespace
        self.identity = identity
    }
}
