import ArgumentParser

/// `pullpass completion`: what a shell completes a command line with.
struct CompletionCommand: ParsableCommand {
    /// The shells that there is a script for.
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print a script with which a shell completes commands and flags.",
        discussion: """
            EXAMPLES:
              source <(pullpass completion bash)
              pullpass completion bash > /etc/bash_completion.d/pullpass
              pullpass completion zsh > "${fpath[1]}/_pullpass"
              pullpass completion fish > ~/.config/fish/completions/pullpass.fish

            EXIT STATUS:
              0  printed
              1  standard output did not take it all
              2  wrong usage, such as a shell that there is no script for
            """
    )

    @Argument(help: ArgumentHelp("For which shell.", valueName: "shell"))
    var shell: Shell

    func validate() throws {
        // kubectl has the say in what follows its own name.
        guard !Pullpass.isPlugin else {
            throw ValidationError(
                "a script completes the command pullpass, and not kubectl's plugin: start the same program as pullpass"
            )
        }
    }

    func run() {
        let shell: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        print(Pullpass.completionScript(for: shell))
    }
}
