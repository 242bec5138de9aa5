import ArgumentParser
import Configuration
import Files
import KubeletConfiguration
import Providers

/// `pullpass node check-config`: a CredentialProviderConfig before the kubelet reads it.
struct NodeCheckConfigCommand: ParsableCommand {
    /// What is written to standard output.
    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Say what a kubelet makes of a CredentialProviderConfig, before it is restarted with it.",
        discussion: """
            A kubelet reads the file at --image-credential-provider-config once, when it starts, and does not start where anything \
            in it is wrong. Tells everything that it would not take, with the line, what the kubelet says about it, what that means \
            and what to write; and what it starts with and hardly is meant. Each version has its own rules: those of 1.26 to 1.37 \
            are known.

            A directory is read as the kubelet reads it: all names that end in .json, .yaml or .yml, hidden ones too, in the order \
            of their names, but for directories. Several paths are taken for files of one directory; - is standard input.

            With --bin-dir the programs are looked at as well, and the configuration of Pullpass that a provider names.

            EXAMPLES:
              pullpass node check-config /etc/kubernetes/credential-provider-config.yaml \\
                --kubelet-version "$(kubelet --version)"
              pullpass node check-config config.yaml --kubelet-version v1.33.4 \\
                --feature-gates KubeletServiceAccountTokenForCredentialProviders=true
              pullpass node check-config /var/lib/rancher/credentialprovider/config.yaml \\
                --bin-dir /var/lib/rancher/credentialprovider/bin --kubelet-version 1.36

            EXIT STATUS:
              0  the kubelet starts; there may be warnings
              1  it does not; with --strict: or there are warnings
              2  wrong usage
            """
    )

    @Argument(
        help: ArgumentHelp("The file, or the folder, that the kubelet is given.", valueName: "path"),
        completion: .file()
    )
    var paths: [String]

    @OptionGroup var kubelet: KubeletOptions

    @Option(
        help: ArgumentHelp(
            "The kubelet's --image-credential-provider-bin-dir, to look for the programs.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var binDir: String?

    @Flag(help: "Fail where there are warnings, too.")
    var strict = false

    @Option(name: .shortAndLong, help: "What to write.")
    var output: Output = .text

    func validate() throws {
        guard paths.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("standard input can be read only once: give - once")
        }
        guard binDir != "" else { throw ValidationError("--bin-dir is empty: leave it out to look for no programs") }
    }

    func run() throws {
        let isNode = binDir != nil
        let check = ConfigCheck(kubelet.kubelet, folder: binDir) { path in isNode ? Self.read(path) : .unknown }
        let report = check.check(paths)
        print(output == .json ? report.json(isStrict: strict) : report.text, terminator: "")
        if !report.isGood(isStrict: strict) { throw ExitCode(1) }
    }

    /// Reads the configuration of a plugin of ours.
    private static func read(_ path: String) -> OwnConfiguration {
        do {
            let bytes = try LocalFileSystem().read(path, limit: Configuration.maximumFileBytes)
            let reading = Configuration.parse(bytes, file: path, mode: .node, kinds: CredentialKinds.all)
            if let configuration = reading.configuration { return .read(configuration) }
            return .unusable(reading.diagnostics.first { $0.severity == .error }.map { "\($0)" } ?? "it is wrong")
        } catch {
            return .unusable("\(error)")
        }
    }
}

/// Which kubelet is meant.
struct KubeletOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The kubelet's version, such as 1.36 or v1.36.2+k3s1.", valueName: "version"))
    var kubeletVersion: String

    @Option(help: ArgumentHelp("The kubelet's --feature-gates, where it has any.", valueName: "name=true,…"))
    var featureGates = ""

    /// The kubelet.
    var kubelet: Kubelet {
        Kubelet(KubeletVersion(kubeletVersion) ?? KubeletVersion.known.upperBound, featureGates: featureGates)
    }

    func validate() throws {
        guard let version = KubeletVersion(kubeletVersion) else {
            throw ValidationError("--kubelet-version is no version: write it as 1.36 or v1.36.2")
        }
        guard version >= KubeletVersion.known.lowerBound else {
            throw ValidationError("kubelets before \(KubeletVersion.known.lowerBound) are not known")
        }
        guard featureGates.isEmpty || Kubelet.areGates(featureGates) else {
            throw ValidationError("--feature-gates is written as Name=true,Other=false")
        }
    }
}
