internal import KubeletConfiguration
internal import Linux

extension NodeStatus {
    /// Whether the kubelet is told where to look.
    func flags(_ record: NodeRecord, _ flavour: Flavour) throws -> [NodeFinding] {
        let wanted = KubeletFlags.arguments(config: record.config, programs: record.programs)
        let written = try KubeletFlags(in: flavour.flagSources, of: files)
        guard let config = written.config, let programs = written.programs else {
            if case .picked = flavour.flags, record.config == flavour.config, record.programs == flavour.programs {
                return try picked(record, flavour)
            }
            if written.config == nil, written.programs == nil, case .user = flavour.flags {
                return [.unknown("the kubelet needs \(wanted); where that is set cannot be seen from here")]
            }
            return [.bad("no file gives the kubelet \(wanted)")]
        }
        guard PathInRoot.plain(config.value) == record.config, PathInRoot.plain(programs.value) == record.programs
        else {
            return [
                .bad(
                    "\(config.file) gives the kubelet other paths, \(config.value) and \(programs.value), than \(wanted)"
                )
            ]
        }
        return [.good("\(config.file) gives the kubelet \(wanted)")]
    }

    private func picked(_ record: NodeRecord, _ flavour: Flavour) throws -> [NodeFinding] {
        guard try files.isFolder(record.programs), try files.isFile(record.config) else {
            return [
                .bad(
                    "\(flavour.name) looks for the file \(record.config) and the folder \(record.programs): one is not there, or of the other kind"
                )
            ]
        }
        return [.good("\(flavour.name) finds \(record.config) by itself")]
    }

    /// Whether a kubelet can start with the CredentialProviderConfig, and whether it has.
    func config(_ record: NodeRecord, _ flavour: Flavour) throws -> [NodeFinding] {
        let found = try Planner(files).configFiles(at: record.config, with: nil)
        var findings: [NodeFinding] = []
        let report = ConfigCheck(kubelet ?? Kubelet(KubeletVersion.known.upperBound)).check(found)
        if let kubelet {
            let complaints = report.complaints.map { complaint in
                let text = Planner.line(complaint)
                return complaint.severity == .refused ? NodeFinding.bad(text) : NodeFinding.unknown(text)
            }
            findings +=
                complaints.isEmpty ? [.good("a kubelet of \(kubelet.version) takes \(record.config)")] : complaints
        } else {
            findings.append(
                .unknown(
                    "\(record.config) was not checked, since the kubelet's version is not known: give --kubelet-version"
                )
            )
        }
        let names = report.config.providers.map(\.name).filter { $0 != NodeSetupPaths.provider }
        findings += try Planner(files).withoutProgram(names, in: record.programs).map { name in
            .bad(
                "\(record.config) names the provider \(name), and \(record.programs)/\(name) is no program that may be run: the kubelet does not start"
            )
        }
        return findings + inForce(record, flavour, report.hash, found.map(\.name))
    }

    private func inForce(_ record: NodeRecord, _ flavour: Flavour, _ hash: String?, _ paths: [String]) -> [NodeFinding]
    {
        let restart =
            "restart the kubelet ('systemctl restart \((try? Planner(files).unit(of: flavour)) ?? flavour.units[0])')"
        if let metrics {
            guard let read = KubeletMetrics.hash(in: metrics) else {
                return [
                    .unknown(
                        "the metrics do not tell which files the kubelet has read: before 1.34 none does, nor one without plugins"
                    )
                ]
            }
            return read == hash
                ? [.good("the kubelet has read \(record.config) as it is now")]
                : [.bad("the kubelet has read another \(record.config) than the one that is there: \(restart)")]
        }
        guard let process = KubeletProcess.find(flavour, files) else {
            return [.unknown("whether it is in force cannot be seen from here: give --metrics")]
        }
        var findings: [NodeFinding] = []
        let told = KubeletFlags(arguments: process.arguments)
        if process.arguments.first?.hasSuffix("kubelet") == true,
            told.config.map({ PathInRoot.plain($0.value) }) != record.config
        {
            findings.append(
                .bad(
                    "the kubelet that runs was started without --\(KubeletFlags.configName)=\(record.config): \(restart)"
                )
            )
        }
        let changed = paths.compactMap { try? files.status(of: $0)?.modified }.max() ?? 0
        if process.started < changed {
            findings.append(.bad("the kubelet was started before \(record.config) was last changed: \(restart)"))
        } else if process.started > changed, findings.isEmpty {
            findings.append(
                .good(
                    "the kubelet was started after \(record.config) was last changed; --metrics would prove that it has read it"
                )
            )
        } else if findings.isEmpty {
            findings.append(
                .unknown("the kubelet was started in the second in which \(record.config) was changed: give --metrics")
            )
        }
        return findings
    }
}
