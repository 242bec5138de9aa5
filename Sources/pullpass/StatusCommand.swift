import ArgumentParser
import FoundationEssentials
import Serving
import Status
import Synchronization
import Text

/// `pullpass status`: how an installation stands.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how an installation stands: registries, who lacks a Secret and why, who leads.",
        discussion: """
            Finds Pullpass in the cluster, and reads with your rights what its keeper reads: its configuration, the Lease, the registration of \
            its webhook, the masters in its own namespace, the metadata of the Secrets that it makes, and its Events. Nothing is written, and \
            what you may not read is said. With --watch the API server sends what changes; nothing is asked again and again but the Lease, the \
            registration and the Events, every 15 seconds.

            EXAMPLES:
              pullpass status
              pullpass status --watch
              pullpass status --context prod --namespace pullpass --output json
              kubectl pullpass status

            EXIT STATUS:
              0  all is as it should be, and no Secret is missing
              1  something is not, or cannot be read
              2  wrong usage, or no installation or configuration was found
            """
    )

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(
        help: ArgumentHelp(
            "A configuration file; without it the configuration of the installation.",
            valueName: "file"
        )
    )
    var config: String?

    @Flag(
        name: .shortAndLong,
        help: "Go on until Ctrl-C: drawn in place on a terminal, written anew after each change elsewhere."
    )
    var watch = false

    @Option(name: .shortAndLong, help: "What to write; with --watch a line of JSON for each change.")
    var output: Output = .text

    @OptionGroup
    var colors: ColorOption

    @OptionGroup(title: "Cluster")
    var cluster: ClusterOptions

    /// The time from one picture to the next.
    private static let pause = Duration.seconds(2)

    func run() async throws {
        ProcessSetup.prepareServer()
        let survey = try await StatusSurvey.find(
            cluster.choice,
            configuration: config,
            version: Version.number,
            environment: ProcessInfo.processInfo.environment
        )
        let picture = StatusPicture(output: output, isWatched: watch, style: colors.style)
        let report = await survey.run(every: watch ? Self.pause : nil, show: picture.show)
        guard report.isFine, report.isComplete else { throw ExitCode(1) }
    }
}

/// What was shown last, and how the next report is.
private final class StatusPicture: Sendable {
    private let output: StatusCommand.Output
    private let isWatched: Bool
    private let style: TextStyle
    private let shown = Mutex<StatusReport?>(nil)

    init(output: StatusCommand.Output, isWatched: Bool, style: TextStyle) {
        self.output = output
        self.isWatched = isWatched
        self.style = style
    }

    /// Shows a report; false where nobody is there to see it.
    func show(_ report: StatusReport) -> Bool {
        let before = shown.withLock { shown in
            defer { shown = report }
            return shown
        }
        if output == .text, isWatched, StandardOutput.isTerminal {
            let text = "\(report.madeAt.whole)\n" + report.text(style)
            let frame = TerminalFrame.draw(text, rows: StandardOutput.rows, isFirst: before == nil)
            return StandardOutput.write(Array(frame.utf8))
        }
        if let before, before.gist == report.gist { return true }
        guard output == .text else { return StandardOutput.write(report.json(isReadable: true)) }
        let head = isWatched ? "\(before == nil ? "" : "\n")\(report.madeAt.whole)\n" : ""
        return StandardOutput.write(Array((head + report.text(style)).utf8))
    }
}
