import ArgumentParser
import Configuration
import Names
import Policy
import Serving

/// `pullpass render`: what the API server and kubelets read, made of a configuration.
struct RenderCommand: ParsableCommand {
    /// How objects are written.
    enum Output: String, ExpressibleByArgument, CaseIterable {
        case yaml, json
    }

    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Print what others than Pullpass read, made of its configuration.",
        subcommands: [
            RenderPolicyCommand.self, RenderMatchConditionsCommand.self, RenderCredentialProviderConfigCommand.self,
        ]
    )

    /// How the help of both ends.
    static let exitStatus = """
        EXIT STATUS:
          0  printed
          1  CEL cannot say one of the rules exactly; which one and why is on
             standard error, and nothing is printed
          2  wrong usage or configuration
        """

    /// Reads the configuration, and turns what CEL cannot say into the command's failure.
    static func generate<Result>(
        _ path: String,
        _ make: (Configuration) throws(PolicyError) -> Result
    ) throws -> Result {
        let context = try CommandContext(configuration: path, isForPolicy: true, label: "render")
        do throws(PolicyError) {
            return try make(context.configuration)
        } catch {
            throw CommandFailure.failed("\(path) cannot be said in CEL, so nothing was printed:\n\(error)")
        }
    }
}

/// `pullpass render policy`: a MutatingAdmissionPolicy in place of the webhook.
struct RenderPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Print a MutatingAdmissionPolicy and its binding, which inject in place of the webhook.",
        discussion: """
            For Kubernetes 1.36 and later (admissionregistration.k8s.io/v1). The API server gives the same Pods the same \
            imagePullSecrets and pull policies as the webhook would, without calling anybody; the keeper still makes the \
            Secrets. Apply it again when the configuration changes.

            EXAMPLE:
              pullpass render policy --config pullpass.yaml | kubectl apply -f -

            \(RenderCommand.exitStatus)
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file())
    var config: String

    @Option(help: "The name of the policy and of its binding.")
    var name = ClusterNames.standard

    @Option(help: "Pullpass' own namespace, whose Pods are left alone.")
    var namespace = ClusterNames.standard

    @Option(help: ArgumentHelp("The only namespaces to inject in.", valueName: "name,name…"))
    var onlyNamespaces: String?

    @Option(name: .shortAndLong, help: "What to write: YAML documents, or a List in JSON.")
    var output: RenderCommand.Output = .yaml

    func validate() throws {
        try ObjectNameFlag.check(name, "--name", for: ClusterNames.standard)
        guard !namespace.isEmpty else { throw ValidationError("--namespace is empty: leave it out for pullpass") }
        try NamespaceFlag.check(namespace, "--namespace")
        try NamespaceFlag.checkList(onlyNamespaces)
    }

    func run() throws {
        let options = PolicyOptions(
            name: name,
            ownNamespace: namespace,
            onlyNamespaces: NamespaceFlag.names(onlyNamespaces)
        )
        let policy = try RenderCommand.generate(config) { configuration throws(PolicyError) in
            try AdmissionPolicy(configuration, options: options)
        }
        print(output == .json ? policy.json : policy.yaml, terminator: "")
    }
}

/// `pullpass render match-conditions`: conditions that spare calls to the webhook.
struct RenderMatchConditionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match-conditions",
        abstract: "Print matchConditions for the webhook's registration, so that it is called only where it has to do.",
        discussion: """
            For a webhook of a MutatingWebhookConfiguration (Kubernetes 1.30 and later). Render them again when the \
            configuration changes: Pods that they do not let through are not injected.

            EXAMPLE:
              pullpass render match-conditions --config pullpass.yaml

            \(RenderCommand.exitStatus)
            """
    )

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"), completion: .file())
    var config: String

    @Option(name: .shortAndLong, help: "What to write.")
    var output: RenderCommand.Output = .yaml

    func run() throws {
        let conditions = try RenderCommand.generate(config) { configuration throws(PolicyError) in
            try WebhookMatchConditions(configuration)
        }
        print(output == .json ? conditions.json : conditions.yaml, terminator: "")
    }
}
