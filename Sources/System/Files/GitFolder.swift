internal import Glibc

/// A folder that may be part of a git work tree, and files in it that nobody may commit.
///
/// No git is run: whoever writes keys need not have it, and hooks and settings of a work tree are its owner's.
package struct GitFolder {
    /// The names of the files that nobody may commit.
    private let secrets: [String]
    /// The names of all that is written there; with nothing else in it the folder is ours.
    private let own: Set<String>
    /// The folder, whole and without symbolic links.
    private let folder: String
    /// The root of the work tree that it is in; nil where it is in none.
    private let root: String?

    /// Looks where a folder is that exists.
    ///
    /// - Parameters:
    ///   - folder: its path.
    ///   - secrets: the names of the files that nobody may commit.
    ///   - others: the names of what else is written there.
    package init(_ folder: String, secrets: [String], others: [String]) {
        self.secrets = secrets
        own = Set(secrets + others + [".gitignore"])
        self.folder = Self.resolved(folder) ?? folder
        root = Self.ancestors(of: self.folder).first { LocalFileSystem().exists("\($0)/.git") }
    }

    /// The ignore file that the folder needs; nil where it is in no work tree, or the files are ignored already.
    ///
    /// - Throws: where there is one that does not have them: it is somebody's, and not ours to change.
    package func neededIgnoreFile() throws(FilesInWorkTree) -> String? {
        guard let root, !areIgnored(below: root) else { return nil }
        guard !LocalFileSystem().exists("\(folder)/.gitignore") else {
            throw FilesInWorkTree(folder: folder, root: root, names: secrets)
        }
        let isOwn = folder != root && Self.names(in: folder).allSatisfy { own.contains($0) }
        let lines = isOwn ? ["*"] : secrets.flatMap { ["/\($0)", "/.\($0).new"] }
        return "# Written by Pullpass: keys are never committed.\n" + lines.joined(separator: "\n") + "\n"
    }

    /// Whether ignore files of the work tree have all keys, as far as their lines are of the usual forms; the last that fits decides.
    private func areIgnored(below root: String) -> Bool {
        let folders = Self.ancestors(of: folder).filter { $0 == root || $0.hasPrefix(root + "/") }.reversed()
        let files = ["\(root)/.git/info/exclude"].map { ($0, root) } + folders.map { ("\($0)/.gitignore", $0) }
        return secrets.allSatisfy { key in
            var isIgnored = false
            for (file, base) in files {
                let path = "\(folder)/\(key)".dropFirst(base.count + 1)
                for line in Self.lines(of: file) { isIgnored = Self.verdict(line, String(path)) ?? isIgnored }
            }
            return isIgnored
        }
    }

    /// What a line of an ignore file says of a path below it; nil where it says nothing, or is of a form that is not understood here.
    private static func verdict(_ line: String, _ path: String) -> Bool? {
        var pattern = line[...]
        let isNegated = pattern.hasPrefix("!")
        if isNegated { pattern.removeFirst() }
        let isFolder = pattern.hasSuffix("/")
        if isFolder { pattern.removeLast() }
        while pattern.hasPrefix("**/") { pattern = pattern.dropFirst(3) }
        let isAnchored = pattern.contains("/")
        if pattern.hasPrefix("/") { pattern.removeFirst() }
        let parts = path.split(separator: "/").map(String.init)
        // A folder that is ignored takes what is in it along.
        let fits = parts.indices.contains { index in
            if isFolder, index == parts.count - 1 { return false }
            let subject = isAnchored ? parts[...index].joined(separator: "/") : parts[index]
            return unsafe fnmatch(String(pattern), subject, FNM_PATHNAME) == 0
        }
        return fits ? !isNegated : nil
    }

    private static func lines(of file: String) -> [String] {
        guard let bytes = try? LocalFileSystem().read(file, limit: 1 << 20) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
            .map { line in
                var line = line
                while line.hasSuffix(" ") { line.removeLast() }
                return line
            }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    /// A folder and all above it, the folder first.
    private static func ancestors(of folder: String) -> [String] {
        var parts = folder.split(separator: "/").map(String.init)
        var folders: [String] = []
        while !parts.isEmpty {
            folders.append("/" + parts.joined(separator: "/"))
            parts.removeLast()
        }
        return folders
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// The names of what is in a folder; none where it cannot be read.
    private static func names(in folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return ["?"] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

/// Files would stand where git sees them, and the ignore file beside them is somebody's.
package struct FilesInWorkTree: Error, CustomStringConvertible {
    let folder: String
    let root: String
    let names: [String]

    /// What to do about it.
    package var description: String {
        "it is in the git work tree \(root), whose ignore files do not have \(names.joined(separator: " and ")): add the line *.key to "
            + "\(folder)/.gitignore, or give a folder outside of the work tree; nothing was written"
    }
}
