package import Configuration
package import KubeletConfiguration

/// What is to be installed.
package struct InstallRequest: Sendable {
    /// The kind of node.
    package let flavour: Flavour
    /// The plugin: this program.
    package let program: [UInt8]
    /// Pullpass' configuration as a file.
    package let configuration: [UInt8]
    /// The same, read for a node.
    package let settings: Configuration
    /// Who will read the CredentialProviderConfig.
    package let kubelet: Kubelet
    /// `--config-path`; nil for the usual place, or the one that the kubelet is told of.
    package let config: String?
    /// `--bin-dir`; nil likewise.
    package let programs: String?
    /// Where the plugin keeps tokens between its runs; nil where it keeps none.
    package let cache: String?

    /// Describes it.
    package init(
        flavour: Flavour,
        program: [UInt8],
        configuration: [UInt8],
        settings: Configuration,
        kubelet: Kubelet,
        config: String? = nil,
        programs: String? = nil,
        cache: String? = nil
    ) {
        self.flavour = flavour
        self.program = program
        self.configuration = configuration
        self.settings = settings
        self.kubelet = kubelet
        self.config = config.map(PathInRoot.plain)
        self.programs = programs.map(PathInRoot.plain)
        self.cache = cache.map(PathInRoot.plain)
    }
}
