internal import Files
internal import Text

/// One file of a CredentialProviderConfig, already read.
package struct ConfigFile: Sendable {
    /// Its path as messages name it.
    package let name: String
    /// What it holds.
    package let bytes: [UInt8]

    /// Makes a file.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The largest file that is read: a hundred providers have a few kilobytes.
    package static let maximumBytes = 1 << 20
    /// The most files of a directory that are read.
    static let maximumFiles = 200
}

/// Finds the files that a kubelet reads at its `--image-credential-provider-config`.
struct ConfigFinder {
    let kubelet: Kubelet
    private(set) var files: [ConfigFile] = []
    private(set) var complaints: [ConfigComplaint] = []

    init(_ kubelet: Kubelet) { self.kubelet = kubelet }

    /// Takes a file, or all files of a directory that a kubelet would read.
    mutating func take(_ path: String) {
        let place = ConfigPlace(file: path)
        do throws(FileError) {
            let kind = path == "-" ? .other : try LocalFileSystem().state(of: path).kind
            guard kind == .folder else { return read(path, kind) }
        } catch {
            let start =
                kubelet.version.readsDirectories
                ? "unable to access path" : "unable to read external registry credential provider configuration from"
            complaints.append(
                place.refused(
                    "\(start) \"\(Printable.visible(path))\"",
                    error.description,
                    fix: "put the file there before the kubelet starts, or correct --image-credential-provider-config"
                )
            )
            return
        }
        guard kubelet.version.readsDirectories else {
            complaints.append(
                place.refused(
                    "read \(Printable.visible(path)): is a directory",
                    "a kubelet of \(kubelet.version) takes one file; directories came with 1.34",
                    fix: "name the file, with all providers in it"
                )
            )
            return
        }
        takeFolder(path, place)
    }

    private mutating func takeFolder(_ path: String, _ place: ConfigPlace) {
        let names: [String]
        do throws(FileError) {
            names = try LocalFileSystem().names(in: path, limit: 10_000)
        } catch {
            complaints.append(
                place.refused("unable to read directory", error.description, fix: "let the kubelet's user read it")
            )
            return
        }
        let folder = path.hasSuffix("/") ? path : path + "/"
        var count = 0
        for name in names {
            let file = folder + name
            guard Self.isRead(name) else {
                noteUnread(name, file)
                continue
            }
            // A symbolic link to a directory is read, which fails.
            let kind = (try? LocalFileSystem().state(of: file).kind) ?? .file
            if kind == .folder, !LocalFileSystem().isLink(file) { continue }
            count += 1
            guard count <= ConfigFile.maximumFiles else {
                complaints.append(
                    place.warning(
                        "it has more than \(ConfigFile.maximumFiles) files",
                        fix: "the others were not looked at"
                    )
                )
                return
            }
            if name.hasPrefix(".") {
                complaints.append(
                    ConfigPlace(file: file).warning(
                        "its name is hidden, and a kubelet reads it all the same",
                        fix: "take it away, or give it a name that does not end in .json, .yaml or .yml"
                    )
                )
            }
            guard kind != .other else {
                complaints.append(
                    ConfigPlace(file: file).refused(
                        "unable to read file \"\(Printable.visible(file))\"",
                        "it is a pipe, a socket or a device, and the kubelet may wait for it for ever",
                        fix: "make it a regular file"
                    )
                )
                continue
            }
            read(file, kind)
        }
        if count == 0 {
            complaints.append(
                place.refused(
                    "no configuration files found in directory \"\(Printable.visible(path))\"",
                    "only names that end in .json, .yaml or .yml count",
                    fix: "put one there, or take --image-credential-provider-config away"
                )
            )
        }
    }

    /// Whether a kubelet reads a name in a directory (Go's `filepath.Ext`).
    static func isRead(_ name: String) -> Bool {
        [".json", ".yaml", ".yml"].contains { name.utf8.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    private mutating func noteUnread(_ name: String, _ file: String) {
        guard Self.isRead(name.lowercased()) else { return }
        complaints.append(
            ConfigPlace(file: file).warning(
                "a kubelet does not read it: it looks for endings in lower case",
                fix: "name it \(Printable.text(name.lowercased()))"
            )
        )
    }

    private mutating func read(_ path: String, _ kind: FileState.Kind) {
        let reason: String
        do {
            // What is named may be the shell's `<(…)`; of a file each byte counts for the hash.
            let bytes =
                kind == .other
                ? try InputFile(name: path).read(limit: ConfigFile.maximumBytes)
                : try LocalFileSystem().read(path, limit: ConfigFile.maximumBytes)
            files.append(ConfigFile(name: path == "-" ? "standard input" : path, bytes: bytes))
            return
        } catch {
            reason = "\(error)"
        }
        complaints.append(
            ConfigPlace(file: path).refused(
                "unable to read file \"\(Printable.visible(path))\"",
                reason,
                fix: "make it a regular file that the kubelet's user may read"
            )
        )
    }
}
