import ArgumentParser
import Glibc

/// `pullpass pause`: the container that stays where init containers have done the work.
struct PauseCommand: ParsableCommand {
    static let name = "pause"

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Do nothing until SIGTERM: what stays of a Pod whose init containers have done the work.",
        discussion: """
            The chart's DaemonSets run it. It reads nothing, opens nothing and uses no CPU time.

            EXAMPLE:
              pullpass pause

            EXIT STATUS:
              0  a signal ended it
              2  wrong usage
            """
    )

    func run() { Self.pause() }

    /// Returns at SIGTERM or SIGINT.
    ///
    /// The signals are blocked and waited for: the first process of a container has no default for them, and one that comes before is kept.
    static func pause() {
        var ends = sigset_t()
        // The pointers are used within the calls only.
        _ = unsafe sigemptyset(&ends)
        for number in [SIGTERM, SIGINT] { _ = unsafe sigaddset(&ends, number) }
        _ = unsafe pthread_sigmask(SIG_BLOCK, &ends, nil)
        var number: CInt = 0
        while unsafe sigwait(&ends, &number) != 0 {}
    }
}
