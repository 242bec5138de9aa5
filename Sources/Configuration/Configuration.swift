/// The configuration file (`kind: Configuration`), read and checked.
public struct Configuration: Sendable, Hashable {
    /// The `apiVersion` that this version reads.
    public static let apiVersion = "pullpass.dev/v1alpha1"
    /// The `kind` of the file.
    public static let kind = "Configuration"

    /// The registries in the order of the file, which is also the order of the injected Secrets.
    public var registries: [Registry]
    /// The namespaces that are opted in; by default those labelled `pullpass.dev/inject` = `enabled` or `true`.
    public var namespaceSelector: LabelSelector
    /// `injection:`, by whom Pods are given their Secrets.
    public var injection: InjectionSettings
    /// `server:`, the webhook's listeners and limits.
    public var server: ServerSettings
    /// `keeper:`, how Secrets are written and removed.
    public var keeper: KeeperSettings
    /// `log:`, what is logged and how.
    public var log: LogSettings

    /// Makes a configuration; the defaults are those of the file.
    public init(
        registries: [Registry],
        namespaceSelector: LabelSelector = .optedIn,
        injection: InjectionSettings = InjectionSettings(),
        server: ServerSettings = ServerSettings(),
        keeper: KeeperSettings = KeeperSettings(),
        log: LogSettings = LogSettings()
    ) {
        self.registries = registries
        self.namespaceSelector = namespaceSelector
        self.injection = injection
        self.server = server
        self.keeper = keeper
        self.log = log
    }
}

extension Configuration {
    /// What the configuration is read for.
    public enum Mode: Sendable, Hashable {
        /// `--standalone`: injection only, without a cluster to read labels or Secrets from. `credentials` may be missing.
        case standalone
        /// In or for a cluster: every registry needs `credentials`.
        case cluster
    }
}
