import FoundationEssentials
import HTTP
import Kubernetes
import PolicyTestSupport
import Processes
import TestAPIServer
import TestSupport
import Testing

/// A rendering of the chart in a cluster, and the processes that its Pods would be.
///
/// They run with the arguments, the configuration and the ServiceAccount of the rendering. What is put in the place of something
/// else: files for mounts, free ports, `KUBECONFIG` for the projected token, and credentials that need no cloud.
struct ChartInstallation: Sendable {
    /// The namespace of every snapshot.
    static let namespace = "pullpass"
    /// Those that are selected.
    static let teams = ["team-a", "team-b"]
    static let optIn = ["pullpass.dev/inject": "enabled"]

    let rendering: ChartRendering
    let cluster: TestCluster
    let certificates: CertificateFiles
    private let folder: TemporaryDirectory

    /// The user of RBAC.
    static let user = "system:serviceaccount:\(namespace):pullpass"

    /// Applies the rendering, unless somebody has done so already.
    ///
    /// `adapt` changes the configuration, in which credentials can be had already.
    init(
        _ rendering: ChartRendering,
        in cluster: TestCluster,
        isApplied: Bool = false,
        adapt: (JSON) -> JSON = { $0 }
    ) async throws {
        self.rendering = rendering
        self.cluster = cluster
        folder = try TemporaryDirectory()
        certificates = try await CertificateFiles()
        if let simulation = cluster.simulation {
            simulation.settings.keepsJournal = true
            // As API servers before 1.34 may be, so that lists are seen.
            simulation.settings.supportsWatchList = false
        }
        try await cluster.ensureNamespace(Self.namespace)
        for team in Self.teams { try await cluster.ensureNamespace(team, labels: Self.optIn) }
        // What a test that failed has left is in nobody's way.
        if !isApplied { try await remove() }
        try await makeSources(of: rendering)
        if !isApplied { try await apply() }
        let token = try await makeToken()
        try folder.write(
            "kubeconfig",
            Installation.kubeconfig(url: cluster.url, authority: cluster.authority, token: token)
        )
        try configure(adapt(Self.reachable(try rendering.configuration)))
    }

    /// Writes the mounted configuration anew.
    func configure(_ configuration: JSON) throws { try folder.write("config.yaml", configuration.compact) }

    /// The mounted configuration.
    var configuration: JSON {
        get throws { try JSON.parse(Array(try Data(contentsOf: URL(filePath: folder.path("config.yaml"))))) }
    }

    // MARK: Processes

    /// Starts a Pod of the Deployment and waits until it is ready.
    func start() async throws -> PullpassServer {
        let arguments = try #require(rendering.arguments(of: "Deployment"))
        return try await PullpassServer.launch(
            arguments.map(substitute) + ["--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"],
            environment: environment,
            certificates: certificates,
            directory: folder
        )
    }

    /// Runs a Pod of the CronJob, or of the Job of uninstallation, to its end.
    func runJob(_ kind: String) async throws -> CommandResult {
        try await run(try #require(rendering.arguments(of: kind)).map(substitute))
    }

    /// Runs another command in a Pod, as `kubectl exec` does.
    func run(_ arguments: [String]) async throws -> CommandResult {
        var command = Command(try Repository.executable(), arguments.map(substitute))
        command.environment = Tool.environment.merging(environment) { _, own in own }
        command.timeLimit = .seconds(300)
        return try await Processes.run(command)
    }

    private var environment: [String: String] {
        ["KUBECONFIG": folder.path("kubeconfig"), "POD_NAMESPACE": Self.namespace, "POD_NAME": "pullpass-pod"]
    }

    private func substitute(_ argument: String) -> String {
        argument.replacing("$(POD_NAMESPACE)", with: Self.namespace)
            .replacing("/etc/pullpass/config.yaml", with: folder.path("config.yaml"))
            .replacing("/etc/pullpass-tls/tls.crt", with: certificates.certificate)
            .replacing("/etc/pullpass-tls/tls.key", with: certificates.privateKey)
    }
}
