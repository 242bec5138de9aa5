import FoundationEssentials
import Processes
import TestSupport
import Testing

/// The node of `Tests/Node`: a real kubelet and containerd.
private enum Node {
    private static let variables = ["KUBELET_ASSETS", "KUBEBUILDER_ASSETS"]
    private static let assets = ProcessInfo.processInfo.environment.filter { variables.contains($0.key) }

    /// For the list of skipped tests.
    static let absence =
        "Tests/Node/run check: KUBELET_ASSETS and KUBEBUILDER_ASSETS name no folders with a node's and a control plane's programs, or it is not root"

    /// How a scenario ended.
    struct Outcome: Decodable {
        let name: String
        let claim: String
        let problem: String?
    }

    /// There are no outcomes.
    struct EndedEarly: Error {
        let words: String
    }

    /// Whether its programs are there, and namespaces of the kernel are allowed.
    static func isPossible() async throws -> Bool {
        guard assets.count == variables.count else { return false }
        return try await Tool.run("bash", [script, "check"], environment: assets).status.isSuccess
    }

    /// Plays all scenarios.
    static func play() async throws -> [Outcome] {
        let folder = try TemporaryDirectory()
        var environment = assets
        environment["BINARY"] = try Repository.executable()
        environment["PULLPASS_CHART_PYTHON"] = PythonEnvironment.chart.python
        let file = folder.path("outcomes.json")
        let result = try await Tool.run(
            "bash",
            [script, "--json", file],
            environment: environment,
            timeLimit: .seconds(1500)
        )
        guard let data = try? Data(contentsOf: URL(filePath: file)) else {
            throw EndedEarly(words: "\(result.outputText) \(result.errorText)")
        }
        return try JSONDecoder().decode([Outcome].self, from: data)
    }

    private static let script = Repository.path("Tests/Node/run")
}

@Suite(
    "A real kubelet",
    .needs("bash", "unshare", "ip", "openssl", "cc", "python3"),
    .enabled(
        if: PythonEnvironment.chart.isInstalled,
        Comment(rawValue: PythonEnvironment.chart.absence(of: "Helm's engine"))
    ),
    .enabled(Comment(rawValue: Node.absence)) { try await Node.isPossible() }
)
struct NodeTests {
    @Test
    func `each scenario of Tests/Node ends as it should: private images are pulled with what Pullpass gives the node`()
        async throws
    {
        let outcomes = try await Node.play()
        #expect(outcomes.count >= 6)
        for outcome in outcomes {
            if let problem = outcome.problem { Issue.record("\(outcome.name): \(outcome.claim): \(problem)") }
        }
    }
}
