internal import Linux

/// Where the kubelet looks, and whether it has been told.
struct ChosenPaths: Sendable {
    /// `--image-credential-provider-config`.
    let config: String
    /// `--image-credential-provider-bin-dir`.
    let programs: String
    /// The file of somebody else that tells the kubelet both; nil where none does.
    let toldBy: String?

    /// Chooses: what is installed already, what the kubelet is told, what is asked for, what is usual; in this order.
    ///
    /// - Throws: where two of the first three differ, since the kubelet has one of each.
    init(_ request: InstallRequest, _ record: NodeRecord?, _ flags: KubeletFlags) throws(NodeSetupError) {
        let flavour = request.flavour
        if let record {
            let asked = (request.config ?? record.config, request.programs ?? record.programs)
            guard record.flavour == flavour.name, asked == (record.config, record.programs) else {
                throw .usage(
                    "it is installed for \(record.flavour) with \(record.config) and \(record.programs): run 'pullpass node uninstall' first, "
                        + "or give the same"
                )
            }
            try Self.check(flags, record)
            self.init(config: record.config, programs: record.programs, toldBy: flags.config?.file)
            return
        }
        switch (flags.config, flags.programs) {
        case (let config?, let programs?):
            let paths = (PathInRoot.plain(config.value), PathInRoot.plain(programs.value))
            guard (request.config ?? paths.0, request.programs ?? paths.1) == paths else {
                throw .usage(
                    "the kubelet is told \(paths.0) and \(paths.1) by \(config.file), and takes one of each: leave --config-path and --bin-dir out"
                )
            }
            self.init(config: paths.0, programs: paths.1, toldBy: config.file)
        case (nil, nil):
            guard let config = request.config ?? flavour.config, let programs = request.programs ?? flavour.programs
            else {
                throw .usage(
                    "for \(flavour.name) nodes give --config-path and --bin-dir, such as /etc/kubernetes/credential-provider-config.yaml and /usr/local/bin"
                )
            }
            self.init(config: config, programs: programs, toldBy: nil)
        case (let one, let other):
            throw Self.half(one ?? other)
        }
    }

    /// Whether others tell the kubelet what we would, or nothing: ours would have no effect.
    private static func check(_ flags: KubeletFlags, _ record: NodeRecord) throws(NodeSetupError) {
        guard flags.config != nil || flags.programs != nil else { return }
        guard let config = flags.config, let programs = flags.programs else {
            throw half(flags.config ?? flags.programs)
        }
        let told = (PathInRoot.plain(config.value), PathInRoot.plain(programs.value))
        guard told == (record.config, record.programs) else {
            throw .failed(
                "\(config.file) tells the kubelet \(told.0) and \(told.1) by now, and it is installed for \(record.config) and "
                    + "\(record.programs): run 'pullpass node uninstall', and install again"
            )
        }
    }

    private static func half(_ found: KubeletFlags.Found?) -> NodeSetupError {
        .failed(
            "\(found?.file ?? "a file") gives the kubelet one of --\(KubeletFlags.configName) and --\(KubeletFlags.programsName), and it needs "
                + "both: correct that first"
        )
    }

    private init(config: String, programs: String, toldBy: String?) {
        self.config = config
        self.programs = programs
        self.toldBy = toldBy
    }
}
