import FoundationEssentials
package import Processes

/// A program of the machine that tests run, such as curl.
package struct Tool: Sendable {
    /// Its path.
    package let path: String

    /// Finds a program along `PATH`; `nil` where it is not installed.
    package init?(_ name: String) {
        guard let path = Command.executable(named: name, searchPath: Self.searchPath) else { return nil }
        self.path = path
    }

    /// Whether all these programs are installed: for `.enabled(if:)`.
    package static func areInstalled(_ names: String...) -> Bool {
        names.allSatisfy { Tool($0) != nil }
    }

    /// Runs a program of this name to its end, with nothing in its environment but ``environment`` and what is given.
    ///
    /// - Throws: ``ToolError/notInstalled(_:)`` or what ``Processes/run(_:)`` throws.
    package static func run(
        _ name: String,
        _ arguments: [String],
        input: [UInt8] = [],
        environment: [String: String] = [:],
        timeLimit: Duration = .seconds(900)
    ) async throws -> CommandResult {
        guard let tool = Tool(name) else { throw ToolError.notInstalled(name) }
        var command = Command(
            tool.path,
            arguments,
            environment: environment,
            standardInput: input,
            timeLimit: timeLimit
        )
        command.environment.merge(Self.environment) { given, _ in given }
        command.outputLimit = 32 << 20
        return try await Processes.run(command)
    }

    /// What every process that tests start has in its environment: `PATH`, and the options of the sanitizers, so that an
    /// instrumented executable is held to the same as the tests themselves.
    package static let environment = ProcessInfo.processInfo.environment.filter {
        ["PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key)
    }

    private static let searchPath = environment["PATH"] ?? "/usr/bin:/bin"
}

/// Why a program could not be used in a test.
package enum ToolError: Error, CustomStringConvertible {
    /// It is not installed; `.ci/setup test` installs it.
    case notInstalled(String)

    /// One sentence.
    package var description: String {
        switch self {
        case .notInstalled(let name): "\(name) is not installed; .ci/setup test installs what the tests use."
        }
    }
}

extension CommandResult {
    /// Standard output as text.
    package var outputText: String { String(decoding: standardOutput, as: UTF8.self) }

    /// Standard error as text.
    package var errorText: String { String(decoding: standardError, as: UTF8.self) }
}
