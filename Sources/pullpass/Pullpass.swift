import ArgumentParser
import Files
import Serving

/// The command `pullpass`.
@main
struct Pullpass: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: isPlugin ? "kubectl pullpass" : "pullpass",
        abstract: "Gives every Pod the pass it needs to pull its images.",
        discussion: """
            EXAMPLE:
              pullpass serve --standalone --config pullpass.yaml --tls-cert tls.crt --tls-key tls.key

            EXIT STATUS:
              0  done
              1  the answer is no, or the work could not be done
              2  wrong usage or configuration
            """,
        version: Version.summary,
        subcommands: [
            ServeCommand.self, StatusCommand.self, DoctorCommand.self, SyncCommand.self, CheckCommand.self,
            ExplainCommand.self, AskCommand.self,
            RenderCommand.self, ValidateCommand.self, SchemaCommand.self, CertsCommand.self,
            CredentialProviderCommand.self, NodeCommand.self, MigrateCommand.self, CompletionCommand.self,
            CopyCommand.self, PauseCommand.self,
            VersionCommand.self,
        ]
    )

    /// Whether it was started by kubectl, as its plugin: the same program under another name.
    static var isPlugin: Bool {
        CommandLine.arguments.first?.split(separator: "/").last == "kubectl-pullpass"
    }

    static func main() async {
        // Before anything is opened.
        StandardStreams.fillClosed()
        // Before anything is allocated, and before another thread could take the signal.
        if CommandLine.arguments.dropFirst().elementsEqual([PauseCommand.name]) { return PauseCommand.pause() }
        // Before anything is read: every command reads the configuration, and credentials may stand in it.
        ProcessSetup.keepMemoryPrivate()
        let arguments = Array(CommandLine.arguments.dropFirst())
        if ArgumentCheck.mayRepeatFlag(arguments) { refuse(arguments) }
        do {
            var command = try parsed(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            finish(with: error)
        }
        end(with: 0)
    }

    /// The command that is meant; ends the process where a flag or a command is none.
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        do {
            return try parseAsRoot(arguments)
        } catch {
            // Help and the version come as errors, too.
            if exitCode(for: error) == .validationFailure { refuse(arguments) }
            throw error
        }
    }

    /// Ends the process with what is wrong with the arguments themselves; returns where that is nothing.
    private static func refuse(_ arguments: [String]) {
        guard let flaw = ArgumentCheck(Self.self)?.flaw(of: arguments) else { return }
        var standardError = StandardError()
        print(flaw, to: &standardError)
        Self.exit(withError: ExitCode(2))
    }

    /// Ends the process with the exit status that fits the error, after its message.
    private static func finish(with error: any Error) -> Never {
        var standardError = StandardError()
        if let failure = (error as? ServingError).map(CommandFailure.init) ?? error as? CommandFailure {
            print("pullpass: \(failure.message)", to: &standardError)
            end(with: failure.status)
        }
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code.isSuccess {
            print(message)
        } else if !message.isEmpty {
            print(message, to: &standardError)
        }
        // ArgumentParser's own status for wrong usage is 64 (EX_USAGE).
        end(with: code == .validationFailure ? 2 : code.rawValue)
    }

    /// Ends the process; a script that finds 0 takes what was printed for the whole of it.
    private static func end(with status: Int32) -> Never {
        guard let failure = StandardOutput.failure else { Self.exit(withError: ExitCode(status)) }
        var standardError = StandardError()
        print("pullpass: \(failure)", to: &standardError)
        Self.exit(withError: ExitCode(status == 0 ? 1 : status))
    }
}

/// Why a command could not do its work.
struct CommandFailure: Error {
    /// For the terminal: what failed, on which object, why, what to do.
    let message: String
    /// 1 or 2, as `pullpass --help` says.
    let status: Int32

    /// What the library says in place of a command.
    init(_ error: ServingError) {
        self = error.code == .usage ? .usage(error.description) : .failed(error.description)
    }

    private init(message: String, status: Int32) {
        self.message = message
        self.status = status
    }

    /// The configuration, a file that it names, or a flag is wrong.
    static func usage(_ message: String) -> CommandFailure { CommandFailure(message: message, status: 2) }

    /// Everything was right, but it could not be done: a port is taken, a file cannot be written.
    static func failed(_ message: String) -> CommandFailure { CommandFailure(message: message, status: 1) }
}
