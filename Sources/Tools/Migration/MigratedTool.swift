/// A tool whose work Pullpass takes over.
package enum MigratedTool: String, Sendable, Hashable, CaseIterable {
    case imagepullsecretsManager = "imagepullsecrets-manager"
    case titansoft = "titansoft-patcher"
    case tamcore = "tamcore-patcher"
    case alexellis = "alexellis-registry-creds"
    case upmc = "upmc-registry-creds"
    case ecrLoginRenew = "k8s-ecr-login-renew"
    case imps
    case regcredInjector = "regcred-injector"

    /// What is the same in all installations of a tool that nobody has changed.
    struct Habits {
        /// Where its sources are.
        let repository: String
        /// The last part of the name of its image.
        let image: String
        /// The name of its chart, which `fullname` of its objects is made of.
        let chart: String
        /// The namespace that its own manifests or its manual name.
        let namespace: String
        /// The annotation that takes a namespace out, and the values that do.
        let exclusion: (key: String, values: [String])?
        /// Whether its Secrets go when the object goes that asked for them.
        let ownsSecrets: Bool
    }

    /// As its sources are.
    var habits: Habits {
        switch self {
        case .imagepullsecretsManager:
            Habits(
                "GeunjeLEE/imagepullsecrets-manager",
                "imagepullsecrets-manager",
                chart: "imagepullsecrets-manager",
                namespace: "default"
            )
        case .titansoft:
            Habits(
                "titansoft-pte-ltd/imagepullsecret-patcher",
                "imagepullsecret-patcher",
                chart: "imagepullsecret-patcher",
                namespace: "imagepullsecret-patcher",
                exclusion: ("k8s.titansoft.com/imagepullsecret-patcher-exclude", ["true"])
            )
        case .tamcore:
            Habits(
                "tamcore/imagepullsecret-patcher",
                "imagepullsecret-patcher",
                chart: "imagepullsecret-patcher",
                namespace: "imagepullsecret-patcher",
                exclusion: ("pborn.eu/imagepullsecret-patcher-exclude", ["true"])
            )
        case .alexellis:
            Habits(
                "alexellis/registry-creds",
                "registry-creds",
                chart: "registry-creds",
                namespace: "registry-creds-system",
                exclusion: ("alexellis.io/registry-creds.ignore", ["1", "true", "True"]),
                ownsSecrets: true
            )
        case .upmc:
            Habits(
                "upmc-enterprises/registry-creds",
                "registry-creds",
                chart: "registry-creds",
                namespace: "kube-system"
            )
        case .ecrLoginRenew:
            Habits(
                "nabsul/k8s-ecr-login-renew",
                "k8s-ecr-login-renew",
                chart: "k8s-ecr-login-renew",
                namespace: "default"
            )
        case .imps:
            Habits(
                "banzaicloud/imps",
                "imagepullsecrets",
                chart: "imagepullsecrets",
                namespace: "default",
                ownsSecrets: true
            )
        case .regcredInjector:
            Habits("shteou/regcred-injector", "regcred-injector", chart: "regcred-injector", namespace: "default")
        }
    }
}

extension MigratedTool.Habits {
    fileprivate init(
        _ repository: String,
        _ image: String,
        chart: String,
        namespace: String,
        exclusion: (key: String, values: [String])? = nil,
        ownsSecrets: Bool = false
    ) {
        self.init(
            repository: repository,
            image: image,
            chart: chart,
            namespace: namespace,
            exclusion: exclusion,
            ownsSecrets: ownsSecrets
        )
    }
}
