package import KubeletConfiguration
internal import Linux

/// What is installed on a node, whether it is whole, and whether it is in force.
package struct NodeStatus: Sendable {
    let files: any NodeFileSystem
    let kubelet: Kubelet?
    let metrics: [UInt8]?

    /// Looks at the files of a node.
    ///
    /// - Parameters:
    ///   - files: where they are.
    ///   - kubelet: who reads them; nil where its version is not known.
    ///   - metrics: what its `/metrics` says; nil where it was not asked.
    package init(_ files: any NodeFileSystem, kubelet: Kubelet?, metrics: [UInt8]?) {
        self.files = files
        self.kubelet = kubelet
        self.metrics = metrics
    }

    /// The flavour for which it was installed; nil where nothing is.
    package func flavour() throws -> Flavour? {
        try NodeStore(files: files).record().flatMap { Flavour(named: $0.flavour) }
    }

    /// Everything that was looked at.
    package func findings() throws -> [NodeFinding] {
        guard let record = try NodeStore(files: files).record(), let flavour = Flavour(named: record.flavour) else {
            return [.bad("nothing is installed here: there is no \(NodeSetupPaths.record)")]
        }
        var findings: [NodeFinding] = []
        if let pending = record.pending {
            findings.append(
                .bad("an \(pending.rawValue) was cut off: run 'pullpass node \(pending.rawValue)' again to finish it")
            )
        }
        for entry in record.files { findings.append(try self.finding(of: entry)) }
        findings.append(try program(record))
        findings += try flags(record, flavour)
        do {
            findings += try config(record, flavour)
        } catch {
            findings.append(
                .bad("\(record.config) cannot be read, and a kubelet that is told of it does not start: \(error)")
            )
        }
        if (try? files.read("/sys/fs/selinux/enforce", limit: 16))?.first == UInt8(ascii: "1") {
            findings.append(
                .unknown(
                    "SELinux is enforcing: where the plugin is not run, look for denials ('ausearch -m avc'), and label it: "
                        + "'chcon -t bin_t \(record.programs)/\(NodeSetupPaths.provider)'"
                )
            )
        }
        return findings
    }

    /// Whether a file is as it was written.
    private func finding(of entry: NodeRecord.Entry) throws -> NodeFinding {
        let again = "run 'pullpass node install' again"
        guard let file = try files.file(at: entry.path, limit: NodePlan.largestFile) else {
            return .bad("\(entry.path) is not there: \(again)")
        }
        if entry.role == .configuration, file.mode & 0o077 != 0 {
            return .bad("\(entry.path) may be read by others than root, and credentials may stand in it: \(again)")
        }
        if Planner.isOurs(file, entry) { return .good("\(entry.path) is as it was written") }
        guard file.digest != entry.original?.digest else {
            return .bad("\(entry.path) is as it was before Pullpass: \(again)")
        }
        switch entry.role {
        case .providers:
            let edit = try? ProviderEdit(ConfigFile(name: entry.path, bytes: file.bytes))
            guard edit?.providers.contains(where: \.isPullpass) == true else {
                return .bad("\(entry.path) was written anew by somebody, without Pullpass: \(again)")
            }
            return .good("\(entry.path) was changed by somebody, and names Pullpass")
        case .flags: return .unknown("\(entry.path) was changed by somebody since")
        default: return .bad("\(entry.path) was changed by somebody since: \(again), or keep it as it is")
        }
    }

    /// Whether the plugin can be run here.
    private func program(_ record: NodeRecord) throws -> NodeFinding {
        let path = "\(record.programs)/\(NodeSetupPaths.provider)"
        let resolved = try files.resolved(path)
        guard let status = try files.status(of: resolved), status.kind == .file else {
            return .bad("\(path) is not there, and a kubelet that is told of it does not start")
        }
        guard status.mode & 0o111 != 0 else {
            return .bad("\(path) may not be run, and a kubelet that is told of it does not start: chmod 755 \(path)")
        }
        let head = try files.read(resolved, limit: NodePlan.largestFile).prefix(20)
        #if arch(x86_64)
        let machine: [UInt8] = [0x3E, 0]
        #else
        let machine: [UInt8] = [0xB7, 0]
        #endif
        guard head.starts(with: [0x7F, 0x45, 0x4C, 0x46]), head.suffix(2) == machine[...] else {
            return .bad("\(path) is no program for this machine: each of its runs fails")
        }
        return .good("\(path) can be run")
    }
}
