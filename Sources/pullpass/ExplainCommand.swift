import ArgumentParser
import Configuration
import Explain
import Files
import FoundationEssentials
import Gathering
import Names
import Providers
import Serving

/// `pullpass explain`: what the webhook will do with manifests, and why; needs no cluster but for Pods that are in one.
struct ExplainCommand: AsyncParsableCommand {
    /// What is written to standard output.
    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json, patch, diff
    }

    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what the webhook will do with manifests, and why; a cluster is asked with --live only.",
        discussion: """
            Reads Pods and everything that makes Pods (Deployments, StatefulSets, DaemonSets, Jobs, CronJobs, and the kinds of \
            operators: Prometheus, Argo, Tekton, Knative, Ray, Spark and any other with images in it), Lists of them, or \
            AdmissionReviews, as YAML or JSON with any number of documents, and asks the webhook's own code about each Pod. \
            Tells for each image which registry matches through which pattern, or which pattern comes nearest and what \
            differs; and where an operator's controller asks a registry itself, without what the webhook adds to Pods.

            A ServiceAccount's imagePullSecrets are known only where the input has the ServiceAccount; the API server adds them to \
            Pods that have none before it asks the webhook. Where the input has the Secrets that a Pod names itself, it is \
            replayed what the kubelet makes of them beside those that are added, and said which are not tried. Nothing that is in \
            them is shown; Secrets in files of --with-secrets are known without being among the objects that are explained.

            With --live the Pods of a namespace are read from a cluster, with its labels, ServiceAccounts and pull Secrets as far as you \
            may read them. The list of a Pod never changes: one that lacks a Secret which it would get if it was made now goes without it \
            until it is made again, and is told with how.

            EXAMPLES:
              helm template ./chart | pullpass explain --config pullpass.yaml -f -
              kubectl get pods -o yaml | pullpass explain --config pullpass.yaml -f -
              kubectl get pods,secrets,sa -o yaml | pullpass explain --config pullpass.yaml -f -
              pullpass explain --config pullpass.yaml -f web.yaml -f job.yaml -o json
              pullpass explain --config pullpass.yaml -f web.yaml --namespace-label \(PullpassKey.inject)=enabled -o diff
              pullpass explain --live -n team-a
              pullpass explain --config pullpass.yaml --live -n team-a web-7d9f-x2x4l

            OUTPUT:
              text   for people
              json   one object: conclusion, pods (with images, matches, misses and
                     patch), otherObjects, problems, notes
              patch  a line for each Pod: its JSON Patch, or [] where nothing changes
              diff   what changes in the spec of each Pod, as a unified diff

            EXIT STATUS:
              0  Every Pod gets what it needs, which may be nothing.
              1  A Pod goes without a Secret that was most likely meant for it: an
                 image matches but for its port or upper and lower case, its
                 registry is not for the namespace, the image is no valid
                 reference, the webhook cannot make sense of the Pod, or a Secret
                 of the Pod's own is no longer tried; with --live a Pod that runs
                 or waits lacks a Secret that it would get today. An image that no pattern
                 comes near, or that only its path keeps from a match, may be
                 public and does not count.
              2  Wrong usage, a configuration that cannot be used, or input that
                 cannot be read; what can be read is explained all the same.
            """
    )

    @Option(
        name: [.customShort("f"), .long],
        help: ArgumentHelp(
            "Manifests or AdmissionReviews; - is standard input. May be given several times.",
            valueName: "file"
        ),
        completion: .file()
    )
    var filename: [String] = []

    @Option(
        help: ArgumentHelp(
            "The configuration file; with --live it may be left out for that of the installation in the cluster.",
            valueName: "file"
        ),
        completion: .file()
    )
    var config: String?

    @Option(name: .shortAndLong, help: "What to write.")
    var output: Output = .text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The namespace of objects that name none; with --live the one that is read.",
            valueName: "name"
        )
    )
    var namespace = "default"

    @Option(
        help: ArgumentHelp(
            "A label that namespaces have and the manifests do not show. May be given several times.",
            valueName: "key=value"
        )
    )
    var namespaceLabel: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file of which only Secrets and ServiceAccounts are looked at; nothing in it is shown. May be given several times.",
            valueName: "file"
        )
    )
    var withSecrets: [String] = []

    @OptionGroup(title: "Pods that are there")
    var live: LiveOptions

    @OptionGroup
    var colors: ColorOption

    func validate() throws {
        guard !filename.isEmpty || live.live else {
            throw ValidationError("nothing to explain: give manifests with -f, or --live for the Pods of a cluster")
        }
        guard config != nil || live.live else {
            throw ValidationError("no configuration: give --config, or --live for that of a cluster")
        }
        guard (filename + withSecrets).count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input can be read only once: give '-f -' once")
        }
        for label in namespaceLabel where Self.pair(label) == nil {
            throw ValidationError(
                "--namespace-label \"\(label)\": write key=value, for example \(PullpassKey.inject)=enabled"
            )
        }
        if live.live { try NamespaceFlag.check(namespace, "--namespace") }
        guard !namespace.isEmpty else { throw ValidationError("the namespace is empty: leave --namespace out") }
    }

    /// The two sides of `key=value`; nil where it is neither.
    private static func pair(_ text: String) -> (key: String, value: String)? {
        guard let mark = text.firstIndex(of: "="), mark != text.startIndex else { return nil }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }

    func run() async throws {
        var errors = StandardError()
        guard let installed = await readConfiguration(reportingTo: &errors) else { throw ExitCode(2) }
        let configuration = installed.configuration

        if configuration.injection.engine == .nothing {
            print(
                "injection.engine: none: nobody changes Pods; this is what a webhook would add. Pods have what they name, or what their ServiceAccount carries",
                to: &errors
            )
        }
        var isComplete = true
        func read(_ names: [String]) -> [ManifestInput] {
            names.compactMap { name in
                do {
                    return ManifestInput(name: name, bytes: try InputFile(name: name).read())
                } catch {
                    print(error, to: &errors)
                    isComplete = false
                    return nil
                }
            }
        }
        var inputs = read(filename)
        var options = ExplainOptions()
        options.defaultNamespace = namespace
        options.namespaceLabels = Dictionary(namespaceLabel.compactMap(Self.pair)) { $1 }
        options.secrets = read(withSecrets)
        let there = try await live.read(namespace: namespace, environment: ProcessInfo.processInfo.environment)
        if let there {
            inputs += there.inputs
            options.secrets += there.secrets
            for problem in there.problems { print("error: \(problem)", to: &errors) }
            if !there.problems.isEmpty { isComplete = false }
        }
        guard !inputs.isEmpty else { throw ExitCode(2) }
        var explanation = Explainer(
            configuration,
            ownNamespace: installed.namespace,
            onlyNamespaces: installed.onlyNamespaces
        ).explain(inputs, options)
        if config == nil, let namespace = installed.namespace {
            explanation.notes.append("the configuration is that of the Pullpass in namespace \(namespace)")
        }
        explanation.notes += there?.notes ?? []
        for problem in explanation.problems { print(problem, to: &errors) }
        let text =
            switch output {
            case .text: TextRenderer(style: colors.style).render(explanation)
            case .json: JSONRenderer().render(explanation)
            case .patch: PatchRenderer().render(explanation)
            case .diff: DiffRenderer(style: colors.style).render(explanation)
            }
        print(text, terminator: "")
        guard isComplete else { throw ExitCode(2) }
        throw ExitCode(Int32(explanation.conclusion.rawValue))
    }

    /// Reads the configuration, tells everything that is wrong with it, and gives it back where it can be used.
    private func readConfiguration(reportingTo errors: inout StandardError) async -> InstalledConfiguration? {
        guard let config else {
            do {
                return try await StatusSurvey.configuration(
                    in: live.choice,
                    version: Version.number,
                    environment: ProcessInfo.processInfo.environment,
                    flag: "--pullpass-namespace"
                )
            } catch {
                print("error: no configuration was taken from the cluster, so give --config: \(error)", to: &errors)
                return nil
            }
        }
        let bytes: [UInt8]
        do {
            bytes = try InputFile(name: config).read()
        } catch {
            print(error, to: &errors)
            return nil
        }
        // The file may be meant for a cluster or for --standalone; the rules for images are the same in both.
        let forCluster = Configuration.parse(bytes, file: config, mode: .cluster, kinds: CredentialKinds.all)
        let forStandalone = Configuration.parse(bytes, file: config, mode: .standalone, kinds: CredentialKinds.all)
        let result = forCluster.configuration == nil && forStandalone.configuration != nil ? forStandalone : forCluster
        for diagnostic in result.diagnostics { print(diagnostic, to: &errors) }
        return result.configuration.map { InstalledConfiguration($0, in: live.pullpassNamespace) }
    }
}
