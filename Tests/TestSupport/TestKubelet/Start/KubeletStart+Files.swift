internal import FoundationEssentials

extension KubeletStart {
    /// The files that are read: the one, or those of a directory whose names end in .json, .yaml and .yml, hidden ones among
    /// them, in the order of their names.
    static func files(of path: String, _ release: KubeletRelease) throws(Refusal) -> [String] {
        guard !path.isEmpty else { throw Refusal(description: "credential provider config path is empty") }
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            let words = "no such file or directory"
            guard release.readsDirectories else { throw unreadable(path, release) }
            throw Refusal(description: "unable to access path \(path.goQuoted): stat \(path): \(words)")
        }
        guard isDirectory else { return [path] }
        guard release.readsDirectories else { throw unreadable(path, release, "read \(path): is a directory") }
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let files = entries.filter { name in
            let isNamed = [".json", ".yaml", ".yml"].contains { name.hasSuffix($0) }
            // A link counts as itself and not as what it points to.
            let type = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.type] as? FileAttributeType
            return isNamed && type != .typeDirectory
        }
        guard !files.isEmpty else {
            throw Refusal(description: "no configuration files found in directory \(path.goQuoted)")
        }
        return files.map { "\(path)/\($0)" }.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    static func unreadable(_ file: String, _ release: KubeletRelease, _ words: String? = nil) -> Refusal {
        let words = words ?? "open \(file): no such file or directory"
        let what =
            release.readsDirectories
            ? "unable to read file" : "unable to read external registry credential provider configuration from"
        return Refusal(description: "\(what) \(file.goQuoted): \(words)")
    }
}
