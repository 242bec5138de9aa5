import ArgumentParser
import Configuration
import Files
import Migration

extension MigratedTool: ExpressibleByArgument {}

/// `pullpass migrate`: from another tool to Pullpass, without a cluster.
struct MigrateCommand: ParsableCommand {
    /// What is written to standard output.
    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, values, config, commands
    }

    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Turn another tool's settings into a configuration, and print how its Secrets are handed over.",
        discussion: """
            Reads values of the tool's chart, or its objects as YAML or JSON: the Deployment or CronJob with its environment, its own \
            kinds, and the Secrets that it refers to. Nothing is sent anywhere and nothing is changed. No credential of the input is in \
            the output: the configuration refers to Secrets, and the commands copy these or ask you for a file.

            The commands install Pullpass beside the tool, look whether each registry takes its credential, stop the tool, hand its \
            Secrets over with their names and UIDs, look whether all are there, and take the tool away: no Pod is without its Secret \
            meanwhile. Read them before you run them.

            TOOLS:
              imagepullsecrets-manager  GeunjeLEE/imagepullsecrets-manager
              titansoft-patcher         titansoft-pte-ltd/imagepullsecret-patcher
              tamcore-patcher           tamcore/imagepullsecret-patcher
              alexellis-registry-creds  alexellis/registry-creds
              upmc-registry-creds       upmc-enterprises/registry-creds, Minikube's addon
              k8s-ecr-login-renew       nabsul/k8s-ecr-login-renew
              imps                      banzaicloud/imps
              regcred-injector          shteou/regcred-injector

            EXAMPLES:
              helm get values k8s-ecr-login-renew --all | pullpass migrate -f -
              kubectl get clusterpullsecrets -o yaml | pullpass migrate -f - -f seed.yaml
              pullpass migrate -f old.yaml --output values > values.yaml
              pullpass migrate -f old.yaml --output commands > hand-over.sh

            OUTPUT:
              text      all of it, for people
              values    the values of Pullpass' chart
              config    the same as a configuration file
              commands  the hand-over as a script for a shell

            What could not be carried over is in text, and otherwise on the error
            output.

            EXIT STATUS:
              0  everything was carried over
              1  something was not, such as a registry whose Secret is not in the
                 input; what was is printed all the same
              2  wrong usage, input that cannot be read, or no tool that is known
            """
    )

    @Option(
        name: [.customShort("f"), .long],
        help: ArgumentHelp(
            "Values or objects of the tool; - is standard input. May be given several times.",
            valueName: "file"
        ),
        completion: .file()
    )
    var filename: [String]

    @Option(help: ArgumentHelp("Whose they are; without it the input tells.", valueName: "tool"))
    var from: MigratedTool?

    @Option(help: ArgumentHelp("Pullpass' own namespace.", valueName: "name"))
    var namespace = "pullpass"

    @Option(
        help: ArgumentHelp(
            "Where the tool runs, unless its objects say; without it what its manual says.",
            valueName: "name"
        )
    )
    var fromNamespace: String?

    @Option(help: ArgumentHelp("The tool's Helm release, if it is not called like its chart.", valueName: "name"))
    var fromRelease: String?

    @Option(name: .shortAndLong, help: "What to write.")
    var output: Output = .text

    func validate() throws {
        guard filename.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input can be read only once: give '-f -' once")
        }
        try NamespaceFlag.check(namespace, "--namespace")
        if let fromNamespace { try NamespaceFlag.check(fromNamespace, "--from-namespace") }
        if let fromRelease, !NameRules.isLabel(fromRelease) {
            throw ValidationError("--from-release is no name of a release: write lower-case letters, digits and -")
        }
    }

    func run() throws {
        let migration: Migration
        do {
            let inputs = try filename.map { name in
                let bytes = try InputFile(name: name).read(limit: Self.maximumBytes)
                return MigrationInput(name: name == "-" ? "standard input" : name, bytes: bytes)
            }
            migration = try Migration(
                inputs,
                MigrationOptions(
                    tool: from,
                    namespace: namespace,
                    toolNamespace: fromNamespace,
                    toolRelease: fromRelease,
                    version: Version.number
                )
            )
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        switch output {
        case .text: print(migration.text, terminator: "")
        case .values: print(migration.values, terminator: "")
        case .config: print(migration.configuration, terminator: "")
        case .commands: print(migration.commands, terminator: "")
        }
        if output != .text {
            var errors = StandardError()
            for line in migration.left { print("Not carried over: \(line)", to: &errors) }
            for line in migration.notes { print("Note: \(line)", to: &errors) }
        }
        guard migration.left.isEmpty, migration.registries > 0 else { throw ExitCode(1) }
    }

    /// All objects of a large cluster, and no more.
    private static let maximumBytes = 64 << 20
}
