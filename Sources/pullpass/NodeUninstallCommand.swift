import ArgumentParser
import Linux
import NodeSetup

/// `pullpass node uninstall`: the node as it was.
struct NodeUninstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Take Pullpass away from a node again.",
        discussion: """
            Puts every file back as it was before 'pullpass node install', byte for byte, the kubelet's flags before the files that they \
            name. Of a file that somebody has changed since only Pullpass' own entries are taken out, and that is said. Where the kubelet \
            would not start without them nothing is changed. Run it again where it was cut off.

            EXAMPLES:
              pullpass node uninstall --dry-run
              pullpass node uninstall --restart

            EXIT STATUS:
              0  nothing of it is left, or nothing was there
              1  it could not be taken away, or the kubelet did not come up without it and all was put back
              2  wrong usage
            """
    )

    @Option(
        help: ArgumentHelp(
            "Does nothing unless it was installed for this kind of node.",
            valueName: "flavour"
        )
    )
    var flavour: NodeFlavour?

    @Option(help: ArgumentHelp("The node's root.", valueName: "folder"), completion: .directory)
    var root = "/"

    @Flag(help: "Show what would change, and change nothing.")
    var dryRun = false

    @Flag(help: "Restart the kubelet, and put all back where it does not come up.")
    var restart = false

    func validate() throws {
        try NodeFlags.check(root: root, version: nil, featureGates: "")
        guard !(dryRun && restart) else { throw ValidationError("--dry-run and --restart exclude each other") }
    }

    func run() async throws {
        try await NodeFlags.reporting {
            let files = try RootedFileSystem(root: root)
            let installed = try NodeStatus(files, kubelet: nil, metrics: nil).flavour()
            if let flavour, let installed, installed.name != flavour.name {
                throw CommandFailure.usage("it was installed for \(installed.name), not for \(flavour.name)")
            }
            if dryRun {
                let plan = try Planner(files).uninstall()
                print(plan.isEmpty ? "nothing would change\n" + plan.text : plan.text, terminator: "")
                return
            }
            let outcome = try await NodeInstaller(files, LocalNodeHost(root: root)).uninstall(restarts: restart)
            print(outcome.words, terminator: "")
        }
    }
}
