import ArgumentParser
import Configuration
import KubeletConfiguration

/// `pullpass render credential-provider-config`: how a kubelet runs Pullpass for the images of a configuration.
struct RenderCredentialProviderConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential-provider-config",
        abstract:
            "Print the CredentialProviderConfig with which a kubelet runs Pullpass for the images of a configuration.",
        discussion: """
            Where all registries are asked with one identity there is one provider. Where some are asked as the Pod's \
            ServiceAccount (fromPod), each such identity has a provider of its own, whose name is that of a link to the program in \
            the kubelet's directory of plugins; which links are needed is said on standard error. --cluster-role prints what lets \
            the nodes ask for those tokens.

            `pullpass node install` does all of this on a node, and keeps providers that are there.

            EXAMPLES:
              pullpass render credential-provider-config --config pullpass.yaml \\
                --kubelet-version 1.36 > config.yaml
              pullpass render credential-provider-config --config pullpass.yaml \\
                --kubelet-version 1.36 --cluster-role | kubectl apply -f -

            EXIT STATUS:
              0  printed
              1  such a kubelet cannot do what the configuration asks, or --cluster-role
                 is not needed; why is on standard error, and nothing is printed
              2  wrong usage or configuration
            """
    )

    @Option(
        help: ArgumentHelp("The configuration file, as it will be on the node.", valueName: "file"),
        completion: .file()
    )
    var config: String

    @OptionGroup var kubelet: KubeletOptions

    @Option(help: "The name of the provider, and of the program in the kubelet's directory of plugins.")
    var name = "pullpass"

    @Option(help: ArgumentHelp("Where the configuration stands on the node.", valueName: "path"), completion: .file())
    var configPath = "/etc/pullpass/config.yaml"

    @Option(
        help: ArgumentHelp(
            "Where tokens are kept on the node between runs; without it they are not.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var cache: String?

    @Flag(help: "Print the ClusterRole and the ClusterRoleBinding for the tokens instead.")
    var clusterRole = false

    @Option(name: .shortAndLong, help: "What to write.")
    var output: RenderCommand.Output = .yaml

    func validate() throws {
        guard !name.isEmpty, !name.contains("/"), !name.contains(" "), name != ".", name != ".." else {
            throw ValidationError("--name is no name of a program: leave it out for pullpass")
        }
        guard configPath.hasPrefix("/") else {
            throw ValidationError(
                "--config-path must begin with /: the kubelet runs programs in a directory of its own"
            )
        }
        guard cache?.hasPrefix("/") ?? true else { throw ValidationError("--cache must begin with /") }
    }

    func run() throws {
        var errors = StandardError()
        let configuration = try NodeFlags.configuration(config).settings
        let rendering: ProviderRendering
        do throws(RenderingError) {
            let options = ProviderRendering.Options(name: name, configPath: configPath, cache: cache)
            rendering = try ProviderRendering(configuration, for: kubelet.kubelet, options: options)
        } catch {
            throw CommandFailure.failed(
                "a kubelet of \(kubelet.kubelet.version) cannot do what \(config) asks:\n\(error)"
            )
        }
        if clusterRole {
            guard let role = AudienceRole(rendering, name: name) else {
                throw CommandFailure.failed(
                    "no registry of \(config) is asked as the Pod's ServiceAccount: nodes need no right"
                )
            }
            print(output == .json ? role.json : role.yaml, terminator: "")
            return
        }
        for link in rendering.links {
            print("pullpass: the directory of plugins needs a link: ln -s \(name) \(link)", to: &errors)
        }
        if !rendering.audiences.isEmpty {
            print("pullpass: the nodes need a right, once for the cluster: --cluster-role prints it", to: &errors)
        }
        print(output == .json ? rendering.config.json : rendering.config.yaml, terminator: "")
    }
}
