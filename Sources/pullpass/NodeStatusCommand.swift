import ArgumentParser
import Files
import KubeletConfiguration
import Linux
import NodeSetup

/// `pullpass node status`: whether the plugin is there, whole, and in force.
struct NodeStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say whether the plugin is installed on a node, whole, and in force.",
        discussion: """
            Looks at what 'pullpass node install' wrote, at the flags that the kubelet is given, and at the CredentialProviderConfig with the \
            kubelet's eyes. Whether all that is in force shows best in the kubelet's own metrics, which tell a hash of the files that it \
            has read (1.34 and later); without --metrics its process is looked for, and when it was started.

            EXAMPLES:
              pullpass node status
              kubectl get --raw /api/v1/nodes/NODE/proxy/metrics \\
                | pullpass node status --metrics -

            WORDS:
              ok  as it should be
              NO  not so; the line says what to do
              ?   it cannot be told from here, or is somebody's choice

            EXIT STATUS:
              0  nothing is marked NO
              1  something is
              2  wrong usage
            """
    )

    @Option(help: ArgumentHelp("The node's root.", valueName: "folder"), completion: .directory)
    var root = "/"

    @Option(
        help: ArgumentHelp("The kubelet's /metrics as a file; - is standard input.", valueName: "file"),
        completion: .file()
    )
    var metrics: String?

    @Option(
        help: ArgumentHelp("The kubelet's version; without it the node's programs are asked.", valueName: "version")
    )
    var kubeletVersion: String?

    @Option(help: ArgumentHelp("The kubelet's --feature-gates, where it has any.", valueName: "name=true,…"))
    var featureGates = ""

    func validate() throws {
        try NodeFlags.check(root: root, version: kubeletVersion, featureGates: featureGates)
    }

    func run() async throws {
        let text: [UInt8]?
        do {
            text = try metrics.map { try InputFile(name: $0).read(limit: KubeletMetrics.longest) }
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        var isGood = true
        try await NodeFlags.reporting {
            let files = try RootedFileSystem(root: root)
            var version = kubeletVersion.flatMap { KubeletVersion($0) }
            if version == nil, let flavour = try NodeStatus(files, kubelet: nil, metrics: nil).flavour() {
                version = await flavour.kubeletVersion(on: try LocalNodeHost(root: root), files)
            }
            let kubelet = version.map { Kubelet($0, featureGates: featureGates) }
            let findings = try NodeStatus(files, kubelet: kubelet, metrics: text).findings()
            for finding in findings { print(finding.line) }
            isGood = !findings.contains { $0.verdict == .bad }
        }
        if !isGood { throw ExitCode(1) }
    }
}
