internal import Linux
internal import Text

extension Planner {
    /// The file that gives the kubelet its flags; nil where it needs none, or somebody else has to.
    func flagsFile(_ flavour: Flavour, _ paths: ChosenPaths, _ notes: inout [String]) throws -> WantedFile? {
        guard paths.toldBy == nil else { return nil }
        let flags = KubeletFlags.arguments(config: paths.config, programs: paths.programs)
        switch flavour.flags {
        case .picked(let file):
            guard paths.config != flavour.config || paths.programs != flavour.programs else { return nil }
            let arguments = flags.split(separator: " ").map { "- \($0.dropFirst(2))\n" }.joined()
            let text = "# Written by pullpass node install.\nkubelet-arg+:\n\(arguments)"
            return WantedFile(path: try files.resolved(file), role: .ownFlags) { _ in
                NodeFile(Array(text.utf8), mode: 0o600)
            }
        case .variable(let variable, let candidates):
            let file = try flagsFile(variable, candidates, of: flavour, flags)
            return WantedFile(path: try files.resolved(file), role: .flags) { base in
                let bytes = EnvironmentFile.adding(flags, to: variable, in: base?.bytes ?? [])
                return base?.holding(bytes) ?? NodeFile(bytes, mode: 0o644)
            } strip: { file in
                Self.withoutFlags(file, paths.config, paths.programs)
            }
        case .vendor(let who):
            notes.append("the kubelet has no flags yet, \(flags): \(who)")
        case .user:
            notes.append("the kubelet has to be started with \(flags)")
        }
        return nil
    }

    /// The file in which the variable counts: that of the kubelet's unit which sets it last, else the first of the usual ones that it reads.
    ///
    /// - Throws: also where the variable is set elsewhere, since a file of ours would take the place of what is there, or have no effect.
    private func flagsFile(
        _ variable: String,
        _ candidates: [String],
        of flavour: Flavour,
        _ flags: String
    ) throws -> String {
        let read = try environment(of: flavour, variable)
        let setting = try read.files.last { file in
            guard try files.isFile(file) else { return false }
            return EnvironmentFile.sets(variable, try files.read(files.resolved(file), limit: KubeletFlags.longest))
        }
        if let place = setting ?? read.setBy {
            if candidates.contains(place) { return place }
            throw NodeSetupError.failed(
                "\(place) sets \(variable) for the kubelet, which counts once, and nothing was changed: add \(flags) there yourself, "
                    + "or move its flags to \(candidates[0])"
            )
        }
        if let found = read.files.first(where: candidates.contains) { return found }
        throw NodeSetupError.failed(
            "no unit of the kubelet reads \(candidates.joined(separator: " or ")): is it a \(flavour.name) node? With --flavour generic you set its "
                + "flags yourself: \(flags)"
        )
    }

    /// The files of variables that the kubelet's unit reads, those that win last, and which of its own files sets the variable itself.
    private func environment(
        of flavour: Flavour,
        _ variable: String
    ) throws(SystemCallError) -> (files: [String], setBy: String?) {
        var (found, setBy): ([String], String?) = ([], nil)
        for source in flavour.units.flatMap(Flavour.unitFiles) {
            let path = try files.resolved(source)
            guard let status = try files.status(of: path), status.kind == .file || status.kind == .folder else {
                continue
            }
            let paths = status.kind == .file ? [path] : try files.names(in: path).prefix(200).map { "\(path)/\($0)" }
            for file in paths where file.hasSuffix(".conf") || file.hasSuffix(".service") {
                guard try files.isFile(file) else { continue }
                let bytes = try files.read(files.resolved(file), limit: KubeletFlags.longest)
                for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
                    let text = line.trimmed
                    if text.hasPrefix("EnvironmentFile=") {
                        found.append(
                            String(text.dropFirst(16).drop { "-\"'".contains($0) }.prefix { !"\"'".contains($0) })
                        )
                    } else if text.hasPrefix("Environment="), text.contains("\(variable)=") {
                        setBy = file
                    }
                }
            }
        }
        return (found, setBy)
    }

    static func withoutFlags(_ file: NodeFile, _ config: String, _ programs: String) -> NodeFile {
        let flags = KubeletFlags.arguments(config: config, programs: programs).split(separator: " ").map(String.init)
        return file.holding(EnvironmentFile.removing(flags, from: file.bytes))
    }
}
