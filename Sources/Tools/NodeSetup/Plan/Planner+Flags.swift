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
            let file = try flagsFile(candidates, of: flavour, flags)
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

    /// The first of the files that the kubelet's unit reads.
    private func flagsFile(_ candidates: [String], of flavour: Flavour, _ flags: String) throws -> String {
        for source in flavour.units.flatMap(Flavour.unitFiles) {
            let path = try files.resolved(source)
            guard let status = try files.status(of: path), status.kind == .file || status.kind == .folder else {
                continue
            }
            let paths = status.kind == .file ? [path] : try files.names(in: path).prefix(200).map { "\(path)/\($0)" }
            for file in paths where file.hasSuffix(".conf") || file.hasSuffix(".service") {
                guard try files.isFile(file) else { continue }
                let text = String(
                    decoding: try files.read(files.resolved(file), limit: KubeletFlags.longest),
                    as: UTF8.self
                )
                for line in text.split(whereSeparator: \.isNewline) where line.trimmed.hasPrefix("EnvironmentFile=") {
                    if let found = candidates.first(where: { line.trimmed.hasSuffix($0) }) { return found }
                }
            }
        }
        throw NodeSetupError.failed(
            "no unit of the kubelet reads \(candidates.joined(separator: " or ")): is it a \(flavour.name) node? With --flavour generic you set its "
                + "flags yourself: \(flags)"
        )
    }

    static func withoutFlags(_ file: NodeFile, _ config: String, _ programs: String) -> NodeFile {
        let flags = KubeletFlags.arguments(config: config, programs: programs).split(separator: " ").map(String.init)
        return file.holding(EnvironmentFile.removing(flags, from: file.bytes))
    }
}
