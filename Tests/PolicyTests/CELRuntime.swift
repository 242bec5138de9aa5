import FoundationEssentials
import PolicyTestSupport
import Processes
import TestSupport
import Testing

/// An implementation of CEL that is not the API server's: `Fixtures/evaluate.py`, with cel-expr-python.
enum CELRuntime {
    /// Where `.ci/setup test` installs it.
    static let python =
        ProcessInfo.processInfo.environment["PULLPASS_CEL_PYTHON"] ?? Repository.path(".build-cel/venv/bin/python")

    static let isAvailable = FileManager.default.isExecutableFile(atPath: python)

    /// For the list of skipped tests.
    static let absence: Comment = "skipped: no \(python) with cel-expr-python; .ci/setup test makes it"

    /// What a policy does with requests, and whether match conditions let them through to the webhook.
    static func evaluate(
        policy: JSON?,
        matchConditions: JSON,
        on requests: [JSON]
    ) async throws -> [CELResult] {
        let input = JSON.object([
            "policy": policy ?? .null, "matchConditions": matchConditions["matchConditions"] ?? .null,
            "requests": .array(requests),
        ])
        let result = try await Processes.run(
            Command(
                python,
                [Repository.path("Tests/PolicyTests/Fixtures/evaluate.py")],
                environment: ["PATH": "/usr/bin:/bin"],
                standardInput: Array(try JSONEncoder().encode(input)),
                outputLimit: 32 << 20,
                timeLimit: .seconds(300)
            )
        )
        guard result.status.isSuccess else { throw CELFailure(description: result.errorText) }
        return try JSONDecoder().decode([CELResult].self, from: Data(result.standardOutput))
    }
}

/// What came of one request.
struct CELResult: Decodable {
    struct Operation: Decodable {
        var op: String
        var path: String
        var value: JSON
    }

    var operations: [Operation]?
    var skipped: String?
    var error: String?
    var calls: Bool?

    var effect: PodEffect { PodEffect(operations: (operations ?? []).map { ($0.path, $0.value) }) }
}

struct CELFailure: Error, CustomStringConvertible { let description: String }
