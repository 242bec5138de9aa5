internal import KubeletConfiguration
internal import Linux

extension Planner {
    /// What an uninstall changes; the flags go before the files that they name.
    ///
    /// - Throws: ``NodeSetupError`` where the kubelet would not start without our files.
    package func uninstall() throws -> NodePlan {
        guard let record = try store.record() else {
            return NodePlan(
                changes: [],
                recordBefore: nil,
                recordAfter: nil,
                copies: [:],
                isRemoval: true,
                notes: [],
                unit: nil
            )
        }
        var changes: [FileChange] = []
        var notes: [String] = []
        for entry in record.files.sorted(by: { Self.order($0.role) > Self.order($1.role) }) {
            let (change, note) = try restore(entry, record)
            if let change { changes.append(change) }
            if let note { notes.append(note) }
        }
        let flavour = Flavour(named: record.flavour)
        try checkStart(record, flavour, changes)
        if let note = try flagsElsewhere(record, flavour, changes) { notes.append(note) }
        return NodePlan(
            changes: changes,
            recordBefore: record,
            recordAfter: nil,
            copies: [:],
            isRemoval: true,
            notes: notes,
            unit: try flavour.flatMap { try unit(of: $0) }
        )
    }

    /// What to say where the file goes of which a kubelet may be told in a place that cannot be seen: with such a flag it would not start.
    private func flagsElsewhere(_ record: NodeRecord, _ flavour: Flavour?, _ changes: [FileChange]) throws -> String? {
        guard let change = changes.first(where: { $0.role == .providers && $0.after == nil }), record.flagsPath == nil,
            try configFiles(at: record.config, with: nil).allSatisfy({ $0.name == change.path })
        else { return nil }
        switch flavour?.flags {
        case .user, .vendor:
            return
                "start the kubelet without --\(KubeletFlags.configName)=\(record.config) from now on: with it, it does not start any more"
        case .variable, .picked, nil:
            return nil
        }
    }

    private static func order(_ role: NodeRecord.Role) -> Int { NodeRecord.Role.allCases.firstIndex(of: role) ?? 0 }

    /// What a file becomes without anything of ours, and what is to say about it.
    func restore(_ entry: NodeRecord.Entry, _ record: NodeRecord) throws -> (change: FileChange?, note: String?) {
        let current = try read(entry.path)
        func becomes(_ after: NodeFile?) -> FileChange? {
            current == after ? nil : FileChange(path: entry.path, role: entry.role, before: current, after: after)
        }
        guard let current else {
            return (nil, entry.original == nil ? nil : "\(entry.path) was taken away by somebody, and stays so")
        }
        if Self.isOurs(current, entry) {
            return (becomes(try entry.original.map { try store.original($0, of: entry.path) }), nil)
        }
        if current.digest == entry.original?.digest { return (nil, nil) }
        guard !entry.role.isWhole else {
            return (nil, "\(entry.path) was changed by somebody since, and is left as it is")
        }
        let rest: NodeFile?
        if entry.role == .providers {
            rest = try Self.withoutOurs(current, entry.path)
        } else {
            rest = Self.withoutFlags(current, record.config, record.programs)
        }
        return (becomes(rest), "\(entry.path) was changed by somebody since: only what is ours is taken out")
    }

    /// Whether the kubelet starts with what is left, also where it is told by others where to look, or by what they have made of ours.
    private func checkStart(_ record: NodeRecord, _ flavour: Flavour?, _ changes: [FileChange]) throws {
        let path = try files.resolved(record.config)
        let found = try files.status(of: path) == nil ? [] : configFiles(at: record.config, with: nil)
        let left = found.compactMap { (file: ConfigFile) -> ConfigFile? in
            guard let change = changes.first(where: { $0.path == file.name }) else { return file }
            return change.after.map { ConfigFile(name: file.name, bytes: $0.bytes) }
        }
        let going = Set(changes.filter { $0.after == nil }.map(\.path))
        let programs = try files.resolved(record.programs)
        for provider in ConfigCheck(Kubelet(KubeletVersion.known.upperBound)).check(left).config.providers
        where going.contains("\(programs)/\(provider.name)") {
            throw NodeSetupError.failed(
                "\(record.config) names the provider \(provider.name) in a place that is not Pullpass' own, and without its program the kubelet "
                    + "would not start: take that provider out first, then uninstall again; nothing was changed"
            )
        }
        guard left.isEmpty, changes.contains(where: { $0.role == .providers && $0.after == nil }) else { return }
        var flags = try KubeletFlags(in: flavour?.flagSources ?? [], of: files, except: record.flagsPath)
        if let own = record.flagsPath {
            let change = changes.first { $0.path == own }
            let rest = try change == nil ? read(own) : change?.after
            flags.take(rest?.bytes ?? [], own)
        }
        guard let told = flags.config, PathInRoot.plain(told.value) == record.config else { return }
        throw NodeSetupError.failed(
            "\(told.file) tells the kubelet of \(record.config), without which it would not start: take --\(KubeletFlags.configName) and "
                + "--\(KubeletFlags.programsName) out there first, then uninstall again; nothing was changed"
        )
    }
}
