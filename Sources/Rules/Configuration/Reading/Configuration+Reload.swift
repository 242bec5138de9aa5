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
            let reading = Configuration.parse(contents[path] ?? [], file: path, mode: mode, kinds: kinds)
            try check(try reading.get())
            return reading
        }
    }
}
