import FoundationEssentials
package import Processes

/// Python packages that `.ci/setup` installs into a folder of the repository, for tests that hold our code against others' code.
package struct PythonEnvironment: Sendable {
    /// An implementation of CEL that is not the API server's.
    package static let cel = PythonEnvironment("cel", stage: "test")
    /// The libraries of the vendors whose registries there are credentials for.
    package static let sdk = PythonEnvironment("sdk", stage: "test")
    /// Helm's own engine.
    package static let chart = PythonEnvironment("chart", stage: "chart")

    /// Its interpreter: `.build-NAME/venv/bin/python`, unless `PULLPASS_NAME_PYTHON` says otherwise.
    package let python: String

    /// What setup writes when everything is installed; nil for an interpreter that was named.
    private let record: String?
    /// The stage of `.ci/setup` that makes it.
    private let stage: String

    private init(_ name: String, stage: String) {
        let named = ProcessInfo.processInfo.environment["PULLPASS_\(name.uppercased())_PYTHON"]
        let folder = Repository.path(".build-\(name)/venv")
        python = named ?? "\(folder)/bin/python"
        record = named == nil ? "\(folder)/installed.txt" : nil
        self.stage = stage
    }

    /// Whether it was made, and to the end.
    package var isInstalled: Bool {
        let files = FileManager.default
        return files.isExecutableFile(atPath: python) && (record.map { files.fileExists(atPath: $0) } ?? true)
    }

    /// For the list of skipped tests.
    package func absence(of package: String) -> String {
        "no \(python) with \(package); .ci/setup \(stage) makes it"
    }

    /// Runs its interpreter to the end, with nothing in its environment but ``Tool/environment`` and what is given.
    ///
    /// - Throws: what ``Processes/run(_:)`` throws.
    package func run(
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
