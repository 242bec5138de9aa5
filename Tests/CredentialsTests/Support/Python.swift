import Processes
import TestSupport

/// python3 with packages that vendors publish, to hold our own code against.
enum Python {
    /// Whether python3 is there and has a module.
    static func has(_ module: String) async -> Bool {
        let result = try? await run(["-c", "import \(module)"])
        return result?.status.isSuccess ?? false
    }

    static func run(
        _ arguments: [String],
        input: [UInt8] = [],
        environment: [String: String] = [:]
    ) async throws -> CommandResult {
        try await Tool.run("python3", arguments, input: input, environment: environment)
    }
}
