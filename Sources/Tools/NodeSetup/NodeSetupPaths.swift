/// Where what is ours stands on a node.
package enum NodeSetupPaths {
    /// The configuration, with the mode 0600: credentials may stand in it.
    package static let configuration = "/etc/pullpass/config.yaml"
    /// The name of the provider, and of the program in the kubelet's folder of plugins.
    package static let provider = "pullpass"
    /// The record of what was changed, and copies of what was there.
    package static let state = "/var/lib/pullpass/node"
    /// What was taken back since the kubelet did not come up with it, as a digest: whoever asks for it at each start of a Pod must not have
    /// the kubelet restarted each time.
    package static let refused = "/var/lib/pullpass/node-refused"
    /// The record.
    static let record = "\(state)/record"
    /// Who has it locked is the only one who changes anything.
    static let lock = "\(state)/lock"
    /// The name of a copy begins so, and ends with the digest of its content.
    static let copyPrefix = "before-"
    /// The file in a directory of CredentialProviderConfigs.
    static let fileInDirectory = "50-pullpass.yaml"
}
