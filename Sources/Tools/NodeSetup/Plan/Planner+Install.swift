internal import Configuration
internal import KubeletConfiguration
internal import Linux
internal import Text

extension Planner {
    /// What an install changes.
    ///
    /// - Throws: ``NodeSetupError`` where the kubelet would not start with it, or the paths are not clear.
    package func install(_ request: InstallRequest) throws -> NodePlan {
        let record = try store.record()
        let flags = try KubeletFlags(in: request.flavour.flagSources, of: files, except: record?.flagsPath)
        let paths = try ChosenPaths(request, record, flags)
        let rendering: ProviderRendering
        do throws(RenderingError) {
            rendering = try ProviderRendering(
                request.settings,
                for: request.kubelet,
                options: ProviderRendering.Options(cache: request.cache)
            )
        } catch {
            throw NodeSetupError.usage("\(error)")
        }
        var notes: [String] = []
        var wanted = try programs(request, rendering, in: paths.programs)
        wanted.append(configuration(request))
        let providers = try providersFile(request, rendering, at: paths.config)
        wanted.append(providers)
        if let file = try flagsFile(request.flavour, paths, &notes) { wanted.append(file) }
        if let boot = request.flavour.bootFile { wanted.append(self.boot(boot, request, paths)) }

        var plan = try plan(wanted, record, paths, request.flavour)
        plan.notes += try notes + missing(request.settings.credentialFiles)
        var after = plan.changes.first { $0.path == providers.path }?.after
        if after == nil { after = try read(providers.path) }
        plan.notes += try check(
            after?.bytes ?? [],
            providers.path,
            paths,
            request.kubelet,
            Set(rendering.providers.map(\.name))
        )
        return plan
    }

    private func plan(
        _ wanted: [WantedFile],
        _ record: NodeRecord?,
        _ paths: ChosenPaths,
        _ flavour: Flavour
    ) throws -> NodePlan {
        var changes: [FileChange] = []
        var copies: [String: [UInt8]] = [:]
        var after = NodeRecord(
            flavour: flavour.name,
            config: paths.config,
            programs: paths.programs,
            pending: nil,
            folders: record?.folders ?? [],
            files: []
        )
        for file in wanted {
            let (change, entry, copy) = try plan(file, record?[file.path])
            if let change { changes.append(change) }
            if let entry { after.files.append(entry) }
            if let copy, let original = entry?.original, try files.status(of: original.copy) == nil {
                copies[original.copy] = copy.bytes
            }
            for folder in try store.missingFolders(above: file.path) where !after.folders.contains(folder) {
                after.folders.append(folder)
            }
        }
        // Further names of the program that no provider has any more; last, when none names them.
        var notes: [String] = []
        for entry in record?.files ?? [] where !wanted.contains(where: { $0.path == entry.path }) {
            let (change, note) = try restore(entry, after)
            if let change { changes.append(change) }
            if let note { notes.append(note) }
        }
        return NodePlan(
            changes: changes,
            recordBefore: record,
            recordAfter: after.files.isEmpty ? nil : after,
            copies: copies,
            isRemoval: false,
            notes: notes,
            unit: try unit(of: flavour)
        )
    }

    private func programs(
        _ request: InstallRequest,
        _ rendering: ProviderRendering,
        in folder: String
    ) throws(SystemCallError) -> [WantedFile] {
        let folder = try files.resolved(folder)
        let program = WantedFile(path: "\(folder)/\(NodeSetupPaths.provider)", role: .program) { _ in
            NodeFile(request.program, mode: 0o755)
        }
        return [program]
            + rendering.links.map { name in
                WantedFile(path: "\(folder)/\(name)", role: .link) { _ in .link(to: NodeSetupPaths.provider) }
            }
    }

    /// Files with credentials that the plugin will look for on the node.
    private func missing(_ paths: Set<String>) throws(SystemCallError) -> [String] {
        var notes: [String] = []
        for path in paths.sorted().prefix(20) where path.hasPrefix("/") {
            guard try !files.isFile(path) else { continue }
            notes.append(
                "\(Printable.path(path)), which the configuration names, is not there: put it there (mode 0600), since the plugin reads it"
            )
        }
        return notes
    }

    private func configuration(_ request: InstallRequest) -> WantedFile {
        WantedFile(path: NodeSetupPaths.configuration, role: .configuration) { _ in
            NodeFile(request.configuration, mode: 0o600)
        }
    }

    private func boot(_ boot: Flavour.BootFile, _ request: InstallRequest, _ paths: ChosenPaths) -> WantedFile {
        var more = request.cache.map { " --cache \($0)" } ?? ""
        // Nothing of the node tells it.
        if request.kubelet.takesTokens, request.kubelet.version < KubeletVersion(minor: 34) {
            more += " --feature-gates \(Kubelet.tokenGate)=true"
        }
        // A dash in front: whatever comes of it, the kubelet starts.
        let text = """
            # Written by pullpass node install: \(boot.reason).
            [Service]
            ExecStartPre=-\(paths.programs)/\(NodeSetupPaths.provider) node install --flavour \(request.flavour.name) --config \(NodeSetupPaths.configuration)\(more)

            """
        return WantedFile(path: boot.path, role: .boot) { _ in NodeFile(Array(text.utf8), mode: 0o644) }
    }
}
