package import Files

extension ReloadingFile where Value == Configuration.Reading {
    /// Watches a configuration file; the value holds the warnings too.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - mode: what it is read for.
    ///   - kinds: what may stand below `credentials`.
    ///   - fileSystem: where it is.
    ///   - check: refuses, by what it throws, a valid configuration that cannot be put in force.
    /// - Throws: `FileError` when the file cannot be read, `ConfigurationError` when it is not valid, or what `check`
    ///   throws.
    package convenience init(
        configuration path: String,
        mode: Configuration.Mode,
        kinds: [any CredentialSource.Type],
        fileSystem: any ReloadFileSystem = LocalFileSystem(),
        check: @escaping @Sendable (Configuration) throws -> Void = { _ in }
    ) throws {
        try self.init(paths: [path], maximumBytes: Configuration.maximumFileBytes, fileSystem: fileSystem) { contents in
            try Configuration.checked(contents[path] ?? [], file: path, mode: mode, kinds: kinds, check: check)
        }
    }

    /// Watches a file that cannot be used at the start, so that something else stands in for it until it changes.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - mode: what it is read for.
    ///   - kinds: what may stand below `credentials`.
    ///   - fileSystem: where it is.
    ///   - reading: what stands in for it.
    ///   - reason: why the file cannot be used.
    ///   - fingerprints: what it was before it was found so; nil to look at it again each time.
    ///   - check: refuses, by what it throws, a valid configuration that cannot be put in force.
    package convenience init(
        configuration path: String,
        mode: Configuration.Mode,
        kinds: [any CredentialSource.Type],
        fileSystem: any ReloadFileSystem = LocalFileSystem(),
        standIn reading: Configuration.Reading,
        for reason: String,
        at fingerprints: [FileFingerprint]?,
        check: @escaping @Sendable (Configuration) throws -> Void = { _ in }
    ) {
        self.init(
            paths: [path],
            maximumBytes: Configuration.maximumFileBytes,
            fileSystem: fileSystem,
            standIn: reading,
            for: reason,
            at: fingerprints
        ) { contents in
            try Configuration.checked(contents[path] ?? [], file: path, mode: mode, kinds: kinds, check: check)
        }
    }
}

extension Configuration {
    /// Reads a text that must be valid.
    ///
    /// - Throws: `ConfigurationError` when it is not, or what `check` throws.
    package static func checked(
        _ bytes: [UInt8],
        file: String,
        mode: Mode,
        kinds: [any CredentialSource.Type],
        check: (Configuration) throws -> Void
    ) throws -> Reading {
        let reading = parse(bytes, file: file, mode: mode, kinds: kinds)
        try check(try reading.get())
        return reading
    }
}
