import FoundationEssentials

/// The file system of this machine.
package struct LocalFileSystem: ReloadFileSystem {
    /// Makes the file system.
    package init() {}

    /// The state of the file that a path leads to, through any number of symbolic links.
    package func fingerprint(of path: String) throws(ConfigurationError) -> FileFingerprint {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: resolved)
            if attributes[.type] as? FileAttributeType == .typeDirectory {
                throw ConfigurationError.unreadable(path: path, reason: "it is a directory")
            }
            let modified = attributes[.modificationDate] as? Date ?? .distantPast
            return FileFingerprint(
                resolvedPath: resolved,
                inode: Self.number(attributes[.systemFileNumber]),
                size: Self.number(attributes[.size]),
                modified: Int64(exactly: (modified.timeIntervalSince1970 * 1e9).rounded()) ?? 0
            )
        } catch {
            throw Self.unreadable(path, error)
        }
    }

    /// The whole content of a file.
    package func read(_ path: String, limit: Int) throws(ConfigurationError) -> [UInt8] {
        guard try fingerprint(of: path).size <= UInt64(limit) else { throw .tooLarge(path: path, limit: limit) }
        let bytes: [UInt8]
        do {
            bytes = try Array(Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Self.unreadable(path, error)
        }
        // It may have grown in between.
        if bytes.count > limit { throw .tooLarge(path: path, limit: limit) }
        return bytes
    }

    /// The library boxes some of these as `UInt` and some as `UInt64`.
    private static func number(_ attribute: Any?) -> UInt64 {
        switch attribute {
        case let number as UInt64: number
        case let number as UInt: UInt64(number)
        case let number as Int: UInt64(truncatingIfNeeded: number)
        default: 0
        }
    }

    private static func unreadable(_ path: String, _ error: any Error) -> ConfigurationError {
        if let known = error as? ConfigurationError { return known }
        let reason =
            switch (error as? CocoaError)?.code {
            case .fileReadNoSuchFile, .fileNoSuchFile: "it does not exist"
            case .fileReadNoPermission: "this user may not read it"
            default: String(describing: error)
            }
        return .unreadable(path: path, reason: reason)
    }
}
