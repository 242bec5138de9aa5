import ArgumentParser
import Configuration
import Files
import KubeletConfiguration
import NodeSetup
import Providers
import Text

/// `pullpass node install`: the plugin on a node, with all that makes its kubelet run it.
struct NodeInstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install Pullpass as the kubelet's credential provider plugin on a node.",
        discussion: """
            Copies this program into the kubelet's folder of plugins and the configuration to /etc/pullpass/config.yaml (mode 0600), puts \
            Pullpass' providers into the CredentialProviderConfig beside those of others, and gives the kubelet its flags where nobody \
            has. All is checked as the kubelet will read it before anything is written. What was there is kept in \
            /var/lib/pullpass/node; 'pullpass node uninstall' puts it back. Each file changes at once, and in such an order that a kubelet \
            starts with what is there at any moment, also after a power cut; run it again to finish. What is as it should be is left alone.

            A kubelet reads all this only when it starts. With --restart it is restarted, watched for a minute, and where it does not come \
            up everything is taken back and it is restarted again.

            --root is for a node whose root is mounted elsewhere, as in a Pod. Nothing outside of it is touched. Its own programs \
            (kubelet --version, systemctl) are run in it: give --kubelet-version and leave --restart out where you do not trust it.

            EXAMPLES:
              pullpass node install --flavour k3s --config node.yaml --dry-run
              pullpass node install --flavour kubeadm --config node.yaml --restart
              pullpass node install --flavour eks --config /config/node.yaml --root /host
              pullpass node install --flavour oke --config node.yaml \\
                --print-cloud-init https://files.example/pullpass

            EXIT STATUS:
              0  it is installed as wanted; with --restart it is in force
              1  it could not be installed, or the kubelet did not come up and all was taken back; with --dry-run: the kubelet would not start
              2  wrong usage or configuration
            """
    )

    @Option(help: ArgumentHelp("The kind of node.", valueName: "flavour"))
    var flavour: NodeFlavour

    @Option(help: ArgumentHelp("The configuration file, for nodes.", valueName: "file"), completion: .file())
    var config: String

    @Option(help: ArgumentHelp("The node's root.", valueName: "folder"), completion: .directory)
    var root = "/"

    @Flag(help: "Show what would change, and change nothing.")
    var dryRun = false

    @Flag(help: "Restart the kubelet, and take all back where it does not come up.")
    var restart = false

    @Option(
        help: ArgumentHelp(
            "The kubelet's --image-credential-provider-config, where it is not the usual one.",
            valueName: "path"
        ),
        completion: .file()
    )
    var configPath: String?

    @Option(
        help: ArgumentHelp(
            "The kubelet's --image-credential-provider-bin-dir, where it is not the usual one.",
            valueName: "path"
        ),
        completion: .file()
    )
    var binDir: String?

    @Option(
        help: ArgumentHelp(
            "The folder in which the plugin keeps tokens between its runs, such as /var/lib/pullpass/cache; without it none are kept.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var cache: String?

    @Option(
        help: ArgumentHelp("The kubelet's version; without it the node's programs are asked.", valueName: "version")
    )
    var kubeletVersion: String?

    @Option(help: ArgumentHelp("The kubelet's --feature-gates, where it has any.", valueName: "name=true,…"))
    var featureGates = ""

    @Option(
        help: ArgumentHelp(
            "Print a cloud-init script for OKE, which gets this program from there, and do nothing else.",
            valueName: "url"
        )
    )
    var printCloudInit: String?

    func validate() throws {
        try NodeFlags.check(
            root: root,
            version: kubeletVersion,
            featureGates: featureGates,
            paths: [configPath, binDir, cache]
        )
        guard printCloudInit == nil || flavour.name == "oke" else {
            throw ValidationError("--print-cloud-init is for --flavour oke: other nodes need no script for their flags")
        }
        guard printCloudInit == nil || (configPath ?? binDir ?? cache) == nil else {
            throw ValidationError(
                "--print-cloud-init takes no --config-path, --bin-dir and --cache: its nodes have the usual paths, and no cache"
            )
        }
        guard !(dryRun && restart) else { throw ValidationError("--dry-run and --restart exclude each other") }
    }

    func run() async throws {
        // Before anything of the node is looked at: both are paths of this process, and the node's programs are run in its own root.
        let (bytes, settings) = try NodeFlags.configuration(config)
        let program = try NodeFlags.ownProgram()
        try await NodeFlags.reporting {
            if let printCloudInit {
                let script = try CloudInitScript(url: printCloudInit, program: program, configuration: bytes)
                return print(script.text, terminator: "")
            }
            let files = try RootedFileSystem(root: root)
            let host = try LocalNodeHost(root: root)
            let kubelet = try await self.kubelet(on: host, files)
            let request = InstallRequest(
                flavour: flavour.flavour,
                program: program,
                configuration: bytes,
                settings: settings,
                kubelet: kubelet,
                config: configPath,
                programs: binDir,
                cache: cache
            )
            if dryRun {
                let plan = try Planner(files).install(request)
                print(plan.isEmpty ? "nothing would change\n" + plan.text : plan.text, terminator: "")
                return
            }
            let outcome = try await NodeInstaller(files, host).install(request, restarts: restart)
            print(outcome.words, terminator: "")
        }
    }

    private func kubelet(on host: LocalNodeHost, _ files: RootedFileSystem) async throws -> Kubelet {
        var version = kubeletVersion.flatMap { KubeletVersion($0) }
        if version == nil { version = await flavour.flavour.kubeletVersion(on: host, files) }
        guard let version else {
            throw CommandFailure.failed(
                "the kubelet's version is not known, since no program of the node tells it: give --kubelet-version, as 'kubectl get nodes' shows it"
            )
        }
        guard version >= KubeletVersion.known.lowerBound else { throw CommandFailure.failed(NodeFlags.tooOld(version)) }
        return Kubelet(version, featureGates: featureGates)
    }
}
