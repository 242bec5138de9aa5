import ArgumentParser
import Configuration
import Credentials
import NodeDockerConfig
import RegistryLogin
import Serving

/// `pullpass node config-json`: the credentials of a configuration in a file that the kubelet reads.
struct NodeConfigJSONCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config-json",
        abstract: "Keep the kubelet's own config.json fresh.",
        discussion: """
            Writes the credentials of all registries of a configuration into a file of the node from which the kubelet takes \
            credentials for every Pod, and keeps them fresh. Whatever else stands in the file stays as it is; an entry of \
            somebody else is never replaced. The kubelet reads the file when it pulls, every 5 minutes at most, and needs no restart: \
            each change is told with the time by which it is in force.

            A file is written before an image is known: registries whose token depends on the image (a wildcard for the region \
            or the registry) or on the Pod (fromPod) are left out, and named.

            EXAMPLES:
              pullpass node config-json --config /etc/pullpass/config.yaml
              pullpass node config-json --config /etc/pullpass/config.yaml --once
              pullpass node config-json --remove

            EXIT STATUS:
              0  with --once: every registry that a file can serve is in it, with our entry or somebody else's; with --remove: ours are gone
              1  with --once: something could not be fetched or written, the output says what, and the rest is done
              2  wrong usage or configuration
            """
    )

    @Option(
        help: ArgumentHelp("The configuration file; not needed with --remove.", valueName: "file"),
        completion: .file()
    )
    var config: String?

    @Option(help: ArgumentHelp("The file that the kubelet reads.", valueName: "file"), completion: .file())
    var path = "/var/lib/kubelet/config.json"

    @Option(
        help: ArgumentHelp(
            "The folder in which is kept which entries are ours; never a credential.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var state = "/var/lib/pullpass"

    @Flag(help: "Do one round and end.")
    var once = false

    @Flag(help: "Go on until SIGTERM, and leave the file as it is then. That is what it does where nothing is said.")
    var watch = false

    @Flag(help: "Take our entries out of the file, and leave it as it was before them.")
    var remove = false

    func validate() throws {
        guard [once, watch, remove].filter(\.self).count <= 1 else {
            throw ValidationError("give one of --once, --watch and --remove")
        }
        guard config != nil || remove else { throw ValidationError("--config is missing: name the configuration file") }
        guard KubeletPaths.isRead(path) else {
            throw ValidationError("--path must be absolute and end in /config.json: the kubelet reads no other names")
        }
        guard state.hasPrefix("/") else { throw ValidationError("--state must be an absolute path") }
    }

    func run() async throws {
        ProcessSetup.prepareServer()
        let file = NodeConfigFile(path: path, stateFolder: state)
        guard let config, !remove else { return try takeOut(of: file) }
        let context = try CommandContext(configuration: config, mode: .node, label: "config-json")
        let outbound = try context.makeOutbound()
        let probe = outbound.makeProbe()
        let keeper = NodeConfigKeeper(
            context.file,
            file: file,
            parts: NodeConfigKeeper.Parts(
                loop: outbound.loop,
                logger: context.logger,
                makeFetcher: { registry in
                    outbound.makeFetcher(
                        for: registry,
                        secrets: NoSecrets(),
                        serviceAccounts: NoServiceAccounts(absence: "a node has no access to it")
                    )
                },
                probe: { fetched, registry, known in
                    await probe.check(fetched, of: registry, replacing: known)?.verdict ?? .good
                }
            )
        )
        let isOnce = once
        let report = await cancelled { () -> RoundReport? in
            await Task(executorPreference: outbound.loop) { () -> RoundReport? in
                if isOnce { return await keeper.once() }
                await keeper.watch()
                return nil
            }.cancellableValue
        }
        outbound.shutDown()
        guard let report else { return }
        try tell(report)
    }

    private func tell(_ report: RoundReport) throws {
        if !report.summary.isEmpty { print(report.summary) }
        for problem in report.problems { print("problem: \(problem)") }
        guard report.problems.isEmpty else { throw ExitCode(1) }
    }

    private func takeOut(of file: NodeConfigFile) throws {
        do {
            guard let changes = try file.takeOut() else {
                throw CommandFailure.failed(file.lockProblem + ": stop it first")
            }
            print(
                "\(file.path): \(changes.isEmpty ? "there is nothing of ours in it" : changes.joined(separator: ", "))"
            )
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.failed("\(error)")
        }
    }
}

extension Task where Failure == Never {
    /// The task's value; where the caller is cancelled, so is the task.
    fileprivate var cancellableValue: Success {
        get async {
            await withTaskCancellationHandler {
                await value
            } onCancel: {
                cancel()
            }
        }
    }
}
