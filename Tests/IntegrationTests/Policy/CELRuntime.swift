import FoundationEssentials
import PolicyTestSupport
import Processes
import TestSupport
import Testing

/// An implementation of CEL that is not the API server's: `Fixtures/evaluate.py`, with cel-expr-python.
enum CELRuntime {
    static let isAvailable = PythonEnvironment.cel.isInstalled

    /// For the list of skipped tests.
    static let absence = Comment(rawValue: PythonEnvironment.cel.absence(of: "cel-expr-python"))

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
        let result = try await PythonEnvironment.cel.run(
            [Fixtures(of: "IntegrationTests").path("evaluate.py")],
            input: Array(try JSONEncoder().encode(input)),
            timeLimit: .seconds(300)
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
        var value: JSON?
    }

    var operations: [Operation]?
    var skipped: String?
    var error: String?
    var calls: Bool?

    var effect: PodEffect { PodEffect(operations: (operations ?? []).map { ($0.op, $0.path, $0.value ?? .null) }) }
}

struct CELFailure: Error, CustomStringConvertible { let description: String }
