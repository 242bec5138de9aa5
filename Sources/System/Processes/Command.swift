internal import Glibc

/// What to run: one executable with its arguments, environment and input, and the limits it is held to.
package struct Command: Sendable {
    /// The path of the executable.
    ///
    /// It is not looked up in `PATH`; see ``executable(named:searchPath:)``.
    package var executable: String

    /// The arguments after the program's own name.
    package var arguments: [String]

    /// The whole environment of the process.
    ///
    /// Nothing is inherited.
    package var environment: [String: String]

    /// Written to standard input, which is closed afterwards.
    ///
    /// A process that does not read it all is no error.
    package var standardInput: [UInt8]

    /// The most bytes taken from standard output and from standard error, each.
    package var outputLimit: Int

    /// The longest that the process may live.
    ///
    /// `nil` lets it run until it ends or is told to.
    package var timeLimit: Duration?

    /// Describes a command.
    ///
    /// - Parameters:
    ///   - executable: A path. A bare name is read relative to the current directory.
    ///   - arguments: The arguments after the program's own name.
    ///   - environment: The whole environment.
    ///   - standardInput: The bytes for standard input.
    ///   - outputLimit: In bytes, for each of the two streams; 1 MiB unless told.
    ///   - timeLimit: 60 seconds unless told.
    package init(
        _ executable: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        standardInput: [UInt8] = [],
        outputLimit: Int = 1 << 20,
        timeLimit: Duration? = .seconds(60)
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.standardInput = standardInput
        self.outputLimit = outputLimit
        self.timeLimit = timeLimit
    }

    /// Finds an executable file the way a shell does.
    ///
    /// - Parameters:
    ///   - name: A bare name, or a path, which is only checked.
    ///   - searchPath: Directories separated by colons. Empty parts are skipped, so the current directory is never meant.
    /// - Returns: The path, or `nil` where no executable file has that name.
    package static func executable(named name: String, searchPath: String) -> String? {
        if name.contains("/") { return isExecutableFile(name) ? name : nil }
        return searchPath.split(separator: ":").lazy.map { "\($0)/\(name)" }.first(where: isExecutableFile)
    }

    private static func isExecutableFile(_ path: String) -> Bool {
        var information = stat()
        guard unsafe stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
    }
}
