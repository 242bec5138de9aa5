internal import Configuration
internal import Credentials
package import Files
internal import Images
internal import TLS
internal import Text

/// A `config.json` of a node, and the record of what of it is ours.
package struct NodeConfigFile: Sendable {
    /// What came of a look at it.
    package struct Outcome: Sendable {
        /// What was written: words for people; empty where nothing was.
        package fileprivate(set) var changes: [String] = []
        /// What somebody may want to change.
        package fileprivate(set) var remarks: [String] = []
        /// The entries of ours that are in it now.
        package fileprivate(set) var entries: [WrittenEntries.Entry] = []
        /// What it is now; nil where it is not there.
        package fileprivate(set) var status: FileStatus?
    }

    /// The path, as it was given.
    package let path: String
    /// The folder of the record.
    package let stateFolder: String
    private let files: any DurableFileSystem

    /// Names a file; nothing is looked at.
    package init(path: String, stateFolder: String, files: any DurableFileSystem = LocalFileSystem()) {
        (self.path, self.stateFolder, self.files) = (path, stateFolder, files)
    }

    /// The kubelet reads it once in this time, and keeps what it found for as long: that there was none, too.
    package static let readingPause = Duration.seconds(300)
    /// The permissions of what holds a credential.
    private static let mode: UInt32 = 0o600

    /// The record's path: one for each path of a file.
    package var recordPath: String {
        get throws {
            "\(stateFolder)/config-json-\(Hexadecimal.encode(try Digest.sha256(Array(path.utf8)).prefix(6))).json"
        }
    }

    /// Makes the folders that are missing, and takes the lock of the file's.
    ///
    /// - Returns: Nil where another process keeps the file.
    package func lock() throws -> FolderLock? {
        let target = try files.target(of: path)
        let folder = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? ""
        // As the kubelet makes it: on the first start of a node it has not yet.
        if !folder.isEmpty { try FileWriter.makeFolder(folder, mode: 0o750) }
        try FileWriter.makeFolder(stateFolder, mode: 0o700)
        return try FolderLock.take(folder.isEmpty ? "/" : folder)
    }

    /// What to say where another process has the lock.
    package var lockProblem: String {
        "another pullpass keeps \(Printable.path(path)) already: one is enough, the systemd unit or the DaemonSet"
    }

    /// What it is now; nil where it is not there or cannot be looked at.
    package var status: FileStatus? { (try? files.status(of: path)) ?? nil }

    /// The entries of ours as the record has them.
    package func recordedEntries() throws -> [WrittenEntries.Entry] { try record().entries }

    /// What stands in the file under keys now, read at a time of the wall clock; nothing where it cannot be read.
    func entries(under keys: Set<String>, now: Timestamp) -> [DockerAuths.Entry] {
        guard let target = try? files.target(of: path),
            let bytes = try? files.read(target, limit: DockerConfig.maximumBytes),
            let config = try? DockerConfig(parsing: bytes)
        else { return [] }
        return config.entries.filter { keys.contains($0.registry) }.map { entry in
            DockerAuths.Entry(
                key: entry.registry,
                credential: RegistryCredential(
                    username: entry.credential.username,
                    password: SecretText(entry.credential.password),
                    fetchedAt: now
                )
            )
        }
    }

    /// Puts the entries of registries into the file, and takes out what is ours and not wanted any more; what is so already is not written.
    ///
    /// - Parameters:
    ///   - wanted: What registries want, in the order of the configuration.
    ///   - kept: Keys of ours that stay as they stand.
    /// - Returns: What was written, and what somebody may want to change.
    /// - Throws: What is wrong, for a person; the file is then as it was.
    package func put(_ wanted: [WantedEntry], keeping kept: Set<String> = []) throws -> Outcome {
        let target = try files.target(of: path)
        let before = try files.status(of: target)
        let text = try before.flatMap { _ in try read(target) }
        let known = try record()
        var merge = try ConfigMerge(text, known: known, wanted: wanted, kept: kept)
        if known.entries.isEmpty { merge.note(mode: before?.mode) }
        var outcome = Outcome()
        outcome.remarks = merge.remarks
        outcome.entries = merge.written.entries
        if !merge.written.entries.isEmpty { outcome.remarks += try placeRemarks(isNew: text == nil) }
        let mode = merge.written.entries.isEmpty ? known.former.mode ?? Self.mode : Self.mode
        let isOpen = before.map { !merge.written.entries.isEmpty && $0.mode & 0o077 != 0 } ?? false
        if merge.changesFile || isOpen {
            try write(merge.intended, over: known)
            if let bytes = merge.bytes {
                try files.replace(target, with: bytes, mode: mode, before: before)
            } else if let before {
                try files.remove(target, before: before)
            }
            outcome.changes = merge.changes
            if isOpen, outcome.changes.isEmpty { outcome.changes = ["its mode is 0600 again"] }
            try write(merge.written, over: merge.intended)
        } else {
            try write(merge.written, over: known)
        }
        outcome.status = try files.status(of: path)
        return outcome
    }

    /// Takes out what is ours, and leaves the file as it was before.
    ///
    /// - Returns: What was taken out; nil where another process keeps the file.
    package func takeOut() throws -> [String]? {
        // Where nothing is, no folder is made either.
        guard try status != nil || !recordedEntries().isEmpty else { return [] }
        guard let lock = try lock() else { return nil }
        defer { withExtendedLifetime(lock) {} }
        DurableFile.removeTemporary(of: try files.target(of: path))
        return try put([]).changes
    }

    /// The text of the file; nil where there is nothing in it but white space, which nobody can miss.
    private func read(_ target: String) throws -> DockerConfigText? {
        let bytes = try files.read(target, limit: DockerConfig.maximumBytes)
        guard !bytes.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) else { return nil }
        do {
            return try DockerConfigText(bytes)
        } catch {
            throw NodeConfigFileError(
                "\(Printable.path(path)) is left as it is, since the kubelet cannot read it, or other readers take something else from it: "
                    + error.description
            )
        }
    }

    private func record() throws -> WrittenEntries {
        let path = try recordPath
        guard try files.status(of: path) != nil else { return WrittenEntries() }
        guard let record = WrittenEntries(parsing: try files.read(path, limit: WrittenEntries.maximumBytes)) else {
            throw NodeConfigFileError(
                "\(Printable.path(path)) is no record of entries, so that nobody knows which of them are Pullpass': remove it, and all "
                    + "entries of \(Printable.path(self.path)) count as somebody else's"
            )
        }
        return record
    }

    private func write(_ record: WrittenEntries, over known: WrittenEntries) throws {
        guard record != known else { return }
        let path = try recordPath
        let before = try files.status(of: path)
        if !record.entries.isEmpty {
            try files.replace(path, with: record.json, mode: Self.mode, before: before)
        } else if let before {
            try files.remove(path, before: before)
        }
    }

    /// What the kubelet's other places mean for this one.
    ///
    /// - Throws: Where a new file would take away what the kubelet has from another place.
    private func placeRemarks(isNew: Bool) throws -> [String] {
        let places = KubeletPaths(around: path)
        let name = Printable.path(path)
        for place in places.earlier where place.config(files) != nil {
            return [
                "the kubelet never reads \(name)\(place.needsHome ? ", where its HOME is /root," : ""), since it takes \(place.path) before it: "
                    + "write --path \(place.path), or remove that file"
            ]
        }
        var remarks: Set<String> = []
        for place in places.later where place.config(files)?.hasCredentials == true {
            guard isNew, !place.needsHome else {
                remarks.insert(
                    "the kubelet no longer reads \(place.path), which has credentials, since it takes \(name) before it: move them there"
                )
                continue
            }
            throw NodeConfigFileError(
                "\(name) is not there, and with it the kubelet would no longer read \(place.path), which has credentials: move that file to "
                    + "\(name), or write --path \(place.path)"
            )
        }
        return remarks.sorted()
    }
}

/// What is wrong with a file or its place, for a person.
struct NodeConfigFileError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
