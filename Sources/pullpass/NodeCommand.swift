import ArgumentParser

/// `pullpass node`: what is done on a node, beside its kubelet.
struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node",
        abstract: "Give a node's kubelet the credentials, without Secrets.",
        subcommands: [
            NodeCheckConfigCommand.self, NodeInstallCommand.self, NodeUninstallCommand.self, NodeStatusCommand.self,
            NodeConfigJSONCommand.self,
        ]
    )
}
