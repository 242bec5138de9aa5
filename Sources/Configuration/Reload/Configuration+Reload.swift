extension ReloadingFile where Value == Configuration.Reading {
    /// Watches a configuration file; the value holds the warnings too.
    ///
    /// - Throws: `ConfigurationError` when the file cannot be read or is not valid.
    public convenience init(
        configuration path: String,
        mode: Configuration.Mode,
        fileSystem: any ReloadFileSystem = LocalFileSystem()
    ) throws {
        try self.init(paths: [path], maximumBytes: Configuration.maximumFileBytes, fileSystem: fileSystem) { contents in
            let reading = Configuration.parse(contents[path] ?? [], file: path, mode: mode)
            _ = try reading.get()
            return reading
        }
    }
}
