import ArgumentParser
import Configuration
import Files
import Providers
import Validation

/// `pullpass validate`: a configuration before it is put in force.
struct ValidateCommand: ParsableCommand {
    /// What is written to standard output.
    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a configuration or the chart's values, without a cluster.",
        discussion: """
            Reads the configuration as strictly as `serve` and `sync` do, and tells every mistake with its line, its place and what \
            to write. Nothing that it names is opened, no credential is needed, and nothing is sent anywhere; `pullpass check` tries \
            the credentials out.

            With `--node` the file is read as `credential-provider` and the other commands for a node read it: a wildcard may stand \
            where the token is chosen, `fromPod` may be used, and what needs the cluster's API may not. The report names what such a \
            registry needs of the kubelet (tokenAttributes).

            The file is a configuration; values of the chart, a mapping with `config:`, as in values.yaml or as `helm get values` \
            prints them; or a Secret or ConfigMap that holds a configuration, as `kubectl get -o yaml` prints it.

            EXAMPLES:
              pullpass validate pullpass.yaml
              pullpass validate --values values.yaml --values production.yaml
              helm get values pullpass | pullpass validate -
              kubectl -n pullpass get configmap pullpass-config -o yaml | pullpass validate -
              pullpass validate --strict --output json pullpass.yaml
              pullpass validate --node /etc/pullpass/config.yaml

            EXIT STATUS:
              0  it is good; there may be warnings
              1  it is not; with --strict: or there are warnings
              2  wrong usage, or a file that cannot be read
            """
    )

    @Argument(help: ArgumentHelp("The file; - is standard input.", valueName: "file"), completion: .file())
    var file: String?

    @Option(help: ArgumentHelp("The same file, as other commands name it.", valueName: "file"), completion: .file())
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Values of the chart. May be given several times: they are merged as Helm merges them.",
            valueName: "file"
        ),
        completion: .file()
    )
    var values: [String] = []

    @Flag(help: "Check for `serve --standalone`, which needs no credentials.")
    var standalone = false

    @Flag(help: "Check for a node: the kubelet's plugin and what else runs beside it, without a cluster's API.")
    var node = false

    @Flag(help: "Fail where there are warnings, too.")
    var strict = false

    @Option(name: .shortAndLong, help: "What to write.")
    var output: Output = .text

    func validate() throws {
        let given = [file != nil, config != nil, !values.isEmpty].count { $0 }
        guard given == 1 else {
            throw ValidationError(
                given == 0
                    ? "no file is given: name one, write - for standard input, or give --values"
                    : "a file and --values exclude each other, and one file is enough"
            )
        }
        guard values.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input can be read only once: give '--values -' once")
        }
        guard !standalone || values.isEmpty else {
            throw ValidationError("the chart runs in a cluster: leave --standalone or --values out")
        }
        guard !node || values.isEmpty else {
            throw ValidationError("the chart runs in a cluster: leave --node or --values out")
        }
        guard !node || !standalone else {
            throw ValidationError("--node and --standalone exclude each other: no webhook is served on a node")
        }
    }

    func run() throws {
        let names = values.isEmpty ? [file, config].compactMap(\.self) : values
        let inputs = try names.map(read)
        let mode: Configuration.Mode = node ? .node : standalone ? .standalone : .cluster
        let validator = Validator(mode: mode, kinds: CredentialKinds.all)
        let report = values.isEmpty ? validator.validate(inputs[0]) : validator.validate(values: inputs)
        switch output {
        case .text: print(report.text(of: inputs), terminator: "")
        case .json: print(report.json(of: inputs, isStrict: strict), terminator: "")
        }
        if !report.isGood(isStrict: strict) { throw ExitCode(1) }
    }

    private func read(_ name: String) throws -> ValidationInput {
        do {
            let bytes = try InputFile(name: name).read(limit: Configuration.maximumFileBytes)
            return ValidationInput(name: name == "-" ? "standard input" : name, bytes: bytes)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }
}
