import ArgumentParser
import Serving

/// `pullpass ask`: one review, as an API server sends it.
struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Ask a running webhook as an API server does, and say whether that works.",
        discussion: """
            Sends the review of a Pod that nobody makes to the webhook's address, over TLS, and believes only the authorities that \
            are given: those of caBundle. It needs no configuration, no cluster and no rights. `helm test` runs it. A proxy in the \
            environment is not used.

            EXAMPLE:
              pullpass ask --url https://pullpass-webhook.pullpass.svc:443/mutate --ca ca.crt

            EXIT STATUS:
              0  it answers, by a certificate for that name and of these authorities
              1  it does not; the message says how far the call came
              2  wrong usage
            """
    )

    @Option(help: ArgumentHelp("The webhook's URL, as API servers call it.", valueName: "url"))
    var url: String

    @Option(help: ArgumentHelp("The authorities that are believed, as PEM.", valueName: "file"), completion: .file())
    var ca: String

    @Option(help: ArgumentHelp("For how many seconds it is tried again: 0 to 600.", valueName: "seconds"))
    var wait = 0

    func validate() throws {
        guard (0...600).contains(wait) else { throw ValidationError("--wait must be from 0 to 600") }
    }

    func run() async throws {
        ProcessSetup.prepareServer()
        try await WebhookCall(url: url, authorities: ca).run(patience: .seconds(wait))
        print("\(url) answers as an API server wants it")
    }
}
