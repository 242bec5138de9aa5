import FoundationEssentials
import Processes
import TestSupport
import Testing

@testable import CredentialsTestSupport

/// Python with packages that vendors publish, to hold our own code and the stubs against.
///
/// It is that of `.ci/setup test`; where there is none, the machine's own python3 may have a package or two.
enum Python {
    private static let isOfRepository = PythonEnvironment.sdk.isInstalled

    /// Its path, as far as it is known.
    static var path: String { isOfRepository ? PythonEnvironment.sdk.python : Tool("python3")?.path ?? "python3" }

    /// Whether it is there and has modules; they are not loaded, which takes some of them seconds.
    static func has(_ modules: String...) async -> Bool {
        let script = "import importlib.util, sys; sys.exit(None in map(importlib.util.find_spec, sys.argv[1:]))"
        let result = try? await run(["-c", script] + modules)
        return result?.status.isSuccess ?? false
    }

    /// For the list of skipped tests.
    static func absence(of package: String) -> Comment { Comment(rawValue: PythonEnvironment.sdk.absence(of: package)) }

    static func run(
        _ arguments: [String],
        input: [UInt8] = [],
        environment: [String: String] = [:]
    ) async throws -> CommandResult {
        isOfRepository
            ? try await PythonEnvironment.sdk.run(arguments, input: input, environment: environment)
            : try await Tool.run("python3", arguments, input: input, environment: environment)
    }

    /// A token that a vendor's library got.
    struct Token: Decodable {
        let text: String
        /// Its end in seconds since 1970, as the library understood it; nil where that is no business of the library.
        let expiresAt: Double?

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            text = try container.decode(String.self)
            expiresAt = try container.decodeIfPresent(Double.self)
        }
    }

    /// Runs a `fetch.py` of the fixtures, which prints a JSON object of the tokens that a vendor's library got: `{"name": [text, end or null]}`.
    static func tokens(
        _ script: String,
        _ arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> [String: Token] {
        // What a library asks beside the stub, such as where it runs, is no business of anybody beyond this machine.
        let nowhere = "http://127.0.0.1:9"
        let network = ["HTTP_PROXY": nowhere, "HTTPS_PROXY": nowhere, "NO_PROXY": "127.0.0.1"]
        let result = try await run(
            [FixtureFile.path(script)] + arguments,
            environment: environment.merging(network) { given, _ in given }
        )
        try #require(result.status.isSuccess, "\(result.errorText)")
        return try JSONDecoder().decode([String: Token].self, from: Data(result.standardOutput))
    }
}
