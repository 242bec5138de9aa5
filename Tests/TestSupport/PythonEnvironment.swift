import FoundationEssentials
public import Processes

/// Python packages that `.ci/setup test` installs into a folder of the repository, for tests that hold our code against others' code.
public struct PythonEnvironment: Sendable {
    /// An implementation of CEL that is not the API server's.
    public static let cel = PythonEnvironment("cel")
    /// The libraries of the vendors whose registries there are credentials for.
    public static let sdk = PythonEnvironment("sdk")

    /// Its interpreter: `.build-NAME/venv/bin/python`, unless `PULLPASS_NAME_PYTHON` says otherwise.
    public let python: String

    private init(_ name: String) {
        python =
            ProcessInfo.processInfo.environment["PULLPASS_\(name.uppercased())_PYTHON"]
            ?? Repository.path(".build-\(name)/venv/bin/python")
    }

    /// Whether it was made.
    public var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: python) }

    /// For the list of skipped tests.
    public func absence(of package: String) -> String {
        "skipped: no \(python) with \(package); .ci/setup test makes it"
    }

    /// Runs its interpreter to the end, with nothing in its environment but ``Tool/environment`` and what is given.
    ///
    /// - Throws: what ``Processes/run(_:)`` throws.
    public func run(
        _ arguments: [String],
        input: [UInt8] = [],
        environment: [String: String] = [:],
        timeLimit: Duration = .seconds(900)
    ) async throws -> CommandResult {
        let environment = environment.merging(Tool.environment) { given, _ in given }
        return try await Processes.run(
            Command(
                python,
                arguments,
                environment: environment,
                standardInput: input,
                outputLimit: 32 << 20,
                timeLimit: timeLimit
            )
        )
    }
}
