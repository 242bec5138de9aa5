extension FuzzBody {
    /// What users, nodes and the API server write.
    static let rules: [FuzzBody] = [
        review, image, patterns, dockerconfig, auths, plugin, values, redaction, printable, proxy, yaml, manifest,
        configuration, watch, list, policy,
    ]
}
