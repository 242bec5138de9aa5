import ArgumentParser
import KubeletConfiguration

/// `pullpass node check-config`: a CredentialProviderConfig before the kubelet reads it.
struct NodeCheckConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Say what a kubelet makes of a CredentialProviderConfig before it is restarted with it."
    )

    @Argument(help: ArgumentHelp("Files, or a directory of them.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("The kubelet's version, such as 1.36 or v1.36.2+k3s1.", valueName: "version"))
    var kubeletVersion: String

    func validate() throws {
        guard KubeletVersion(kubeletVersion) != nil else {
            throw ValidationError("--kubelet-version \(kubeletVersion) is no version: write it as 1.36 or v1.36.2")
        }
    }
}
