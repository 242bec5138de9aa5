import ArgumentParser
import Configuration
import EventLoop
import Files
import FoundationEssentials
import Gathering
import Kubernetes
import Names
import Providers
import RegistryLogin
import Serving
import Text

/// `pullpass doctor`: why Pods cannot pull their images, and the one thing to do.
struct DoctorCommand: AsyncParsableCommand {
    /// What is written to standard output.
    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say why a Pod cannot pull its images, and the one thing to do.",
        discussion: """
            Looks at the Pod, its Events, its namespace, its ServiceAccount and its Secrets, at Pullpass and at the webhook's registration, \
            with your rights: what you may not read is said, and nothing is written. Tells for each image what the kubelet reads it as, \
            which registry of the configuration is for it, and which keys of which Secrets the kubelet tries in which order. A Pod like \
            yours is sent through the API server as a dry run, unless --no-dry-run. No credential is shown.

            Without a Pod the Pods of the namespace are looked at, and with --all-namespaces those of the cluster that wait; a thousand \
            are listed at most, three hundred looked at.

            EXAMPLES:
              pullpass doctor shop-5c9f7-x2k4j --namespace team-a
              pullpass doctor deployment/shop --namespace team-a --probe
              pullpass doctor --namespace team-a
              pullpass doctor --all-namespaces --output json
              pullpass doctor shop --namespace team-a --from must-gather/
              kubectl get pods,secrets,sa,events,ns -o yaml > all.yaml && pullpass doctor shop --from all.yaml --config pullpass.yaml

            EXIT STATUS:
              0  nothing keeps the Pod, or a Pod, from its images
              1  something does, or will
              2  wrong usage, or nothing could be looked at
            """
    )

    @Argument(help: "The Pod, or what makes it: deployment/NAME, statefulset/NAME, daemonset/NAME, job/NAME.")
    var pod: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The namespace of the Pod; without it the kubeconfig's, or default.", valueName: "name")
    )
    var namespace: String?

    @Flag(name: [.customShort("A"), .long], help: "Look at the Pods of all namespaces that wait for an image.")
    var allNamespaces = false

    @Flag(
        help:
            "Ask the registries for the manifest of each image with each credential that the kubelet would try, and without one; nothing is pulled."
    )
    var probe = false

    @Option(
        help: ArgumentHelp(
            "Look at manifests in the place of a cluster: a must-gather folder, or a file; files of a node in it count, too.",
            valueName: "folder"
        )
    )
    var from: String?

    @Option(
        help: ArgumentHelp("A configuration file that counts in the place of the one in force.", valueName: "file")
    )
    var config: String?

    @Flag(inversion: .prefixedNo, help: "Send a Pod like yours through the API server as a dry run.")
    var dryRun = true

    @Option(name: .shortAndLong, help: "What to write.")
    var output: Output = .text

    @OptionGroup var colors: ColorOption

    @Option(
        help: ArgumentHelp(
            "A kubeconfig; without it the Pod's own ServiceAccount, then what kubectl would take.",
            valueName: "file"
        )
    )
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig; without it the current one.", valueName: "name"))
    var context: String?

    @Option(help: ArgumentHelp("The namespace that Pullpass is in; without it it is looked for.", valueName: "name"))
    var pullpassNamespace: String?

    func validate() throws {
        if let namespace { try NamespaceFlag.check(namespace, "--namespace") }
        if let pullpassNamespace { try NamespaceFlag.check(pullpassNamespace, "--pullpass-namespace") }
        guard pod == nil || !allNamespaces else {
            throw ValidationError("a Pod is in one namespace: leave --all-namespaces out, or the Pod")
        }
        guard namespace == nil || !allNamespaces else {
            throw ValidationError("--namespace and --all-namespaces say different things: leave one out")
        }
        guard from == nil || kubeconfig == nil && context == nil else {
            throw ValidationError("--from looks at no cluster: leave --kubeconfig and --context out")
        }
        guard from == nil || !probe else {
            throw ValidationError("--probe needs the credentials of a cluster: leave it or --from out")
        }
        if let pod, pod.isEmpty { throw ValidationError("the Pod's name is empty") }
    }

    func run() async throws {
        ProcessSetup.prepareServer()
        var means = Doctor.Means { Self.parse($0.bytes, "the configuration").configuration }
        means.home = pullpassNamespace
        means.options.triesPods = dryRun && from == nil
        means.options.asksReplicas = from == nil
        if let config { means.configuration = try read(config) }
        let (report, now) =
            if let from { try await examine(folder: from, means) } else { try await examineCluster(means) }
        switch output {
        case .text: print(DoctorText(style: colors.style, now: now).text(report), terminator: "")
        case .json: print(DoctorJSON().text(report), terminator: "")
        }
        throw ExitCode(Int32(report.conclusion.rawValue))
    }

    private func question(in namespace: String) -> Doctor.Question {
        if allNamespaces { return .cluster }
        return pod.map { .pod($0, namespace: namespace) } ?? .namespace(namespace)
    }

    private func examineCluster(_ means: Doctor.Means) async throws -> (DoctorReport, Timestamp) {
        let environment = ProcessInfo.processInfo.environment
        let choice = ClusterChoice(kubeconfig: kubeconfig, context: context, namespace: pullpassNamespace)
        let cluster = try Cluster.visiting(choice, environment: environment, version: Version.number)
        defer { cluster.shutDown() }
        var means = means
        if probe { means.probe = cluster.outbound.makeProbe().manifests }
        let now = WallClock.system.now()
        let doctor = Doctor(cluster.client, means, now: now)
        let question = question(in: namespace ?? cluster.visitedNamespace ?? "default")
        return (await examine(doctor, question, on: cluster.loop), now)
    }

    private func examine(folder: String, _ means: Doctor.Means) async throws -> (DoctorReport, Timestamp) {
        let objects: FolderObjects
        do { objects = try FolderObjects(folder, defaultNamespace: namespace ?? "default") } catch {
            throw CommandFailure.usage("\(error)")
        }
        var errors = StandardError()
        for problem in objects.problems { print(problem, to: &errors) }
        guard !objects.isEmpty else { throw CommandFailure.usage("\(folder) has no manifests") }
        let loop = try EventLoop()
        defer { loop.stop() }
        let client = KubernetesClient(
            transport: FolderTransport(objects),
            limiter: RequestLimiter(perSecond: 1e6, burst: 1_000_000, loop: loop),
            loop: loop
        )
        var means = means
        means.nodeFiles = objects.nodeFiles
        means.isFolder = true
        let today = WallClock.system.now()
        let now = objects.filled(home: pullpassNamespace ?? ClusterNames.standard, until: today) ?? today
        let doctor = Doctor(client, means, now: now)
        let place =
            namespace ?? (pod == nil ? nil : objects.podCounts.count == 1 ? objects.podCounts[0].namespace : nil)
        return (await examine(doctor, question(in: place ?? "default"), on: loop), now)
    }

    private func examine(_ doctor: Doctor, _ question: Doctor.Question, on loop: EventLoop) async -> DoctorReport {
        await Task(executorPreference: loop) {
            var doctor = doctor
            return await doctor.examine(question)
        }.value
    }

    private func read(_ path: String) throws -> Configuration {
        let bytes: [UInt8]
        do { bytes = try InputFile(name: path).read() } catch { throw CommandFailure.usage("\(error)") }
        let reading = Self.parse(bytes, path)
        var errors = StandardError()
        for diagnostic in reading.diagnostics { print(diagnostic, to: &errors) }
        guard let configuration = reading.configuration else {
            throw CommandFailure.usage("\(path) cannot be used as a configuration")
        }
        return configuration
    }

    private static func parse(_ bytes: [UInt8], _ name: String) -> Configuration.Reading {
        Configuration.parse(bytes, file: name, mode: .cluster, kinds: CredentialKinds.all)
    }
}
