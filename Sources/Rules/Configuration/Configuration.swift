internal import Names

/// The configuration file (`kind: Configuration`), read and checked.
package struct Configuration: Sendable, Hashable {
    /// The `apiVersion` that this version reads.
    package static let apiVersion = ClusterNames.configurationVersion
    /// The `kind` of the file.
    package static let kind = "Configuration"

    /// The registries in the order of the file, which is also the order of the injected Secrets.
    package var registries: [Registry]
    /// The namespaces that are opted in; by default those labelled `pullpass.dev/inject` = `enabled` or `true`.
    package var namespaceSelector: LabelSelector
    /// `injection:`, by whom Pods are given their Secrets.
    package var injection: InjectionSettings
    /// `server:`, the webhook's listeners and limits.
    package var server: ServerSettings
    /// `keeper:`, how Secrets are written and removed.
    package var keeper: KeeperSettings
    /// `heal:`, what is done about Pods that cannot pull; nil where nobody looks at them.
    package var heal: HealSettings?
    /// `log:`, what is logged and how.
    package var log: LogSettings
    /// `status:`, what operators are shown beside metrics.
    package var status: StatusSettings
    /// `serviceAccounts:`, the ServiceAccounts that carry our names; nil where none ever did.
    package var serviceAccounts: ServiceAccountSettings?
    /// `retired:`, registries that were, and whose Secrets are to go.
    package var retired: [RetiredRegistry]
    /// Variables of the environment that the registries name as parts of credentials (`env`).
    package private(set) var credentialVariables: Set<String> = []
    /// Files that the registries name as parts of credentials (`file`).
    package internal(set) var credentialFiles: Set<String> = []

    /// Makes a configuration; the defaults are those of the file.
    package init(
        registries: [Registry],
        namespaceSelector: LabelSelector = .optedIn,
        injection: InjectionSettings = InjectionSettings(),
        server: ServerSettings = ServerSettings(),
        keeper: KeeperSettings = KeeperSettings(),
        log: LogSettings = LogSettings(),
        status: StatusSettings = StatusSettings(),
        retired: [RetiredRegistry] = []
    ) {
        self.registries = registries
        self.namespaceSelector = namespaceSelector
        self.injection = injection
        self.server = server
        self.keeper = keeper
        self.log = log
        self.status = status
        self.retired = retired
    }

    /// Keeps variables from the programs that are run for registries.
    mutating func withhold(_ variables: Set<String>) {
        credentialVariables = variables
        for index in registries.indices { registries[index].withheldVariables = variables }
    }
}

extension Configuration {
    /// What the configuration is read for.
    package enum Mode: Sendable, Hashable {
        /// `--standalone`: injection only, without a cluster to read labels or Secrets from. `credentials` may be missing.
        case standalone
        /// In or for a cluster: every registry needs `credentials`.
        case cluster
        /// On a node, for the kubelet's credential provider plugin, which is asked for one image at a time: the same file, with these
        /// differences.
        ///
        /// - A wildcard may stand where the token is chosen, since ``Registry/narrowed(to:)`` fills it in.
        /// - `secretKeyRef` and `secretRef` are errors: there is no API to read Secrets from.
        /// - `namespaces` of a registry is an error: the kubelet asks for every Pod alike, and to ignore it would widen the rule unseen.
        /// - `placement`, `secretName`, `keys`, `also`, `imagePullPolicy` and what is said outside of `registries` mean nothing there, and are ignored.
        case node
    }
}
