import ArgumentParser
import Configuration
import Serving

/// The flags that say which cluster is meant.
struct ClusterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A kubeconfig; without it the Pod's own ServiceAccount, then what kubectl would take.",
            valueName: "file"
        ),
        completion: .file()
    )
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The context of the kubeconfig; without it the current one.", valueName: "name"))
    var context: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Pullpass' own namespace, which has its Lease, its sources and its master Secrets; without it the Pod's, or pullpass.",
            valueName: "name"
        )
    )
    var namespace: String?

    @Option(
        help: ArgumentHelp(
            "The only namespaces to look at, for an installation with Roles in them and no ClusterRole; their labels are read once a minute.",
            valueName: "name,name…"
        )
    )
    var onlyNamespaces: String?

    /// Whether one of them was given.
    var isEmpty: Bool { kubeconfig == nil && context == nil && namespace == nil && onlyNamespaces == nil }

    /// The same for the library.
    var choice: ClusterChoice {
        ClusterChoice(
            kubeconfig: kubeconfig,
            context: context,
            namespace: namespace,
            onlyNamespaces: NamespaceFlag.names(onlyNamespaces)
        )
    }

    func validate() throws {
        if let namespace { try NamespaceFlag.check(namespace, "--namespace") }
        try NamespaceFlag.checkList(onlyNamespaces)
    }
}

/// How flags name namespaces.
enum NamespaceFlag {
    /// The names in `--only-namespaces`, each once.
    static func names(_ text: String?) -> [String] { Set((text ?? "").split(separator: ",").map(String.init)).sorted() }

    /// Refuses what is no list of namespaces.
    static func checkList(_ text: String?) throws {
        guard text != nil else { return }
        let names = names(text)
        guard !names.isEmpty else {
            throw ValidationError(
                "--only-namespaces is empty: write names with commas between, or leave it out for all namespaces"
            )
        }
        for name in names { try check(name, "--only-namespaces") }
    }

    /// Refuses what is no name of a namespace.
    static func check(_ name: String, _ flag: String) throws {
        guard NameRules.isLabel(name) else {
            throw ValidationError(
                "\(flag) \"\(name)\" is no namespace: write lower-case letters, digits and -, for example pullpass"
            )
        }
    }
}
