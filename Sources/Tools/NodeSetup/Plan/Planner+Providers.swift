internal import KubeletConfiguration
internal import Linux

extension Planner {
    /// The CredentialProviderConfig with our providers: the file that the kubelet is told, or one of ours in the directory.
    func providersFile(
        _ request: InstallRequest,
        _ rendering: ProviderRendering,
        at config: String
    ) throws -> WantedFile {
        var path = try files.resolved(config)
        if try files.isFolder(path) {
            guard request.kubelet.version >= KubeletVersion(minor: 34) else {
                throw NodeSetupError.failed(
                    "\(config) is a directory, and a kubelet of \(request.kubelet.version) takes one file: name a file"
                )
            }
            path += "/\(NodeSetupPaths.fileInDirectory)"
        }
        let config = rendering.config
        return WantedFile(path: path, role: .providers) { base in
            guard let base, !Self.isBlank(base.bytes) else {
                let text = path.hasSuffix(".json") ? config.json : config.yaml
                return base?.holding(Array(text.utf8)) ?? NodeFile(Array(text.utf8), mode: 0o644)
            }
            do throws(EditError) {
                return base.holding(
                    try ProviderEdit(ConfigFile(name: path, bytes: base.bytes)).putting(config.providers)
                )
            } catch {
                throw NodeSetupError.failed("\(error)")
            }
        } strip: { file in
            try Self.withoutOurs(file, path)
        }
    }

    /// The file without our providers; nil where there are no others.
    static func withoutOurs(_ file: NodeFile, _ path: String) throws(NodeSetupError) -> NodeFile? {
        if isBlank(file.bytes) { return file }
        do throws(EditError) {
            return try ProviderEdit(ConfigFile(name: path, bytes: file.bytes)).removing().map(file.holding)
        } catch {
            throw .failed("\(error)")
        }
    }

    private static func isBlank(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    /// Looks at what the kubelet would read with its eyes.
    ///
    /// - Returns: what is hardly meant.
    /// - Throws: what would keep it from starting.
    func check(
        _ bytes: [UInt8],
        _ path: String,
        _ paths: ChosenPaths,
        _ kubelet: Kubelet,
        _ own: Set<String>
    ) throws -> [String] {
        let report = ConfigCheck(kubelet).check(
            try configFiles(at: paths.config, with: ConfigFile(name: path, bytes: bytes))
        )
        var problems = report.complaints.filter { $0.severity == .refused }.map(Self.line)
        let others = report.config.providers.map(\.name).filter { !own.contains($0) }
        problems += try withoutProgram(others, in: paths.programs).map { name in
            "\(path) names the provider \(name), and \(paths.programs)/\(name) is no program that may be run"
        }
        guard problems.isEmpty else {
            throw NodeSetupError.failed(
                "the kubelet would not start with \(path), so nothing was written:\n" + problems.joined(separator: "\n")
            )
        }
        return report.complaints.filter { $0.severity == .warning }.map(Self.line)
    }

    /// The providers whose program is not there, or may not be run: with one of them no kubelet starts.
    func withoutProgram(_ names: [String], in folder: String) throws(SystemCallError) -> [String] {
        var found: [String] = []
        for name in names {
            let status = try files.status(of: files.resolved("\(folder)/\(name)"))
            if status?.kind != .file || (status?.mode ?? 0) & 0o111 == 0 { found.append(name) }
        }
        return found
    }

    static func line(_ complaint: ConfigComplaint) -> String {
        let place = complaint.line > 0 ? "\(complaint.file):\(complaint.line)" : complaint.file
        return "\(place): \(complaint.meaning)" + (complaint.fix.isEmpty ? "" : ": \(complaint.fix)")
            + (complaint.words.map { " (the kubelet says: \($0))" } ?? "")
    }

    /// The files that a kubelet reads at a path, in its order, one of them as it will be.
    func configFiles(at config: String, with file: ConfigFile?) throws(SystemCallError) -> [ConfigFile] {
        let path = try files.resolved(config)
        guard try files.isFolder(path) else {
            if let file { return [file] }
            return [ConfigFile(name: path, bytes: try files.read(path, limit: ConfigFile.maximumBytes))]
        }
        var names = try files.names(in: path).filter { name in
            [".json", ".yaml", ".yml"].contains { name.hasSuffix($0) }
        }
        if let file, !names.contains(PathInRoot.name(of: file.name)) { names.append(PathInRoot.name(of: file.name)) }
        var found: [ConfigFile] = []
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }).prefix(200) {
            let whole = "\(path)/\(name)"
            if let file, file.name == whole {
                found.append(file)
            } else if try files.isFile(whole) {
                let bytes = try files.read(files.resolved(whole), limit: ConfigFile.maximumBytes)
                found.append(ConfigFile(name: whole, bytes: bytes))
            }
        }
        return found
    }
}
