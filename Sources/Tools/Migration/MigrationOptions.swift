/// What the input does not say.
package struct MigrationOptions: Sendable {
    /// The tool; nil where the input tells.
    package var tool: MigratedTool?
    /// Pullpass' own namespace.
    package var namespace: String
    /// Where the other tool runs, for values and for objects that name no namespace; nil for what its manual says.
    package var toolNamespace: String?
    /// The release of the other tool, where it was installed by a chart; nil for the name of its chart.
    package var toolRelease: String?
    /// The version of Pullpass' chart to install.
    package var version: String

    /// Makes options; names have been checked.
    package init(
        tool: MigratedTool? = nil,
        namespace: String,
        toolNamespace: String? = nil,
        toolRelease: String? = nil,
        version: String
    ) {
        self.tool = tool
        self.namespace = namespace
        self.toolNamespace = toolNamespace
        self.toolRelease = toolRelease
        self.version = version
    }
}
