import FoundationEssentials
import Processes
import TestSupport
import Testing

/// The cluster of `Tests/Lifecycle`: a real control plane, Helm's own library, and a node that runs the executable in Pods.
private enum Lifecycle {
    private static let assets = ProcessInfo.processInfo.environment["KUBEBUILDER_ASSETS"] ?? ""

    /// Whether its programs are there.
    static let hasPrograms = ["etcd", "kube-apiserver", "kube-controller-manager"].allSatisfy {
        !assets.isEmpty && FileManager.default.isExecutableFile(atPath: "\(assets)/\($0)")
    }

    /// For the list of skipped tests.
    static let absence =
        "KUBEBUILDER_ASSETS names no folder with etcd, kube-apiserver and kube-controller-manager (\(assets.isEmpty ? "it is not set" : assets))"

    /// How a scenario ended.
    struct Outcome: Decodable {
        let name: String
        let claim: String
        let problem: String?
        let skipped: String?
    }

    /// Whether namespaces of the kernel are allowed here, in which Pods get addresses.
    static func areNamespacesAllowed() async throws -> Bool {
        try await run(["check"]).status.isSuccess
    }

    /// Plays all scenarios.
    static func play() async throws -> [Outcome] {
        let folder = try TemporaryDirectory()
        let result = try await run(["matrix", "--json", folder.path("outcomes.json")])
        guard let data = try? Data(contentsOf: URL(filePath: folder.path("outcomes.json"))) else {
            throw ClusterError("the scenarios ended early: \(result.outputText) \(result.errorText)")
        }
        return try JSONDecoder().decode([Outcome].self, from: data)
    }

    private static func run(_ arguments: [String]) async throws -> CommandResult {
        try await Tool.run(
            "bash",
            [Repository.path("Tests/Lifecycle/run")] + arguments,
            environment: [
                "KUBEBUILDER_ASSETS": assets, "BINARY": try Repository.executable(),
                "PULLPASS_CHART_PYTHON": PythonEnvironment.chart.python,
            ]
        )
    }
}

extension ChartTests {
    @Suite(
        "Releases live",
        .needs("bash", "unshare", "ip", "setpriv", "openssl"),
        .enabled(if: Lifecycle.hasPrograms, Comment(rawValue: Lifecycle.absence)),
        .enabled(
            if: PythonEnvironment.chart.isInstalled,
            Comment(rawValue: PythonEnvironment.chart.absence(of: "Helm's engine"))
        ),
        .enabled("namespaces (unshare --net --mount --pid) are not allowed to this user here") {
            try await Lifecycle.areNamespacesAllowed()
        }
    )
    struct LifecycleTests {
        @Test func `each scenario of Tests/Lifecycle ends as it should: with nothing left, or with what is told`()
            async throws
        {
            let outcomes = try await Lifecycle.play()
            #expect(outcomes.count >= 30)
            for outcome in outcomes {
                if let problem = outcome.problem { Issue.record("\(outcome.name): \(outcome.claim): \(problem)") }
                if let reason = outcome.skipped {
                    Issue.record("\(outcome.name) was skipped: \(reason)", severity: .warning)
                }
            }
        }
    }
}
