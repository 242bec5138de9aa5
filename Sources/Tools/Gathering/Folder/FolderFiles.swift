internal import Files
internal import Text

/// The files of a folder that somebody else has filled: a must-gather, or manifests.
///
/// Links are not followed, and depth, number and bytes have bounds: the folder may come from anybody.
struct FolderFiles {
    /// A file of it.
    struct File {
        /// Its path below the folder: `namespaces/team/core/pods.yaml`.
        let path: String
        let bytes: [UInt8]
        /// When it was written, as far as whoever copied it kept that; nil where it is not known.
        var modified: Timestamp?

        /// Its own name.
        var name: Substring { path.split(separator: "/").last ?? "" }
    }

    private static let deepest = 16
    private static let mostNames = 50_000
    private static let longestFile = 32 << 20

    /// What could not be read, and why; the first few.
    private(set) var problems: [String] = []
    private var bytesLeft = 512 << 20
    private var namesLeft = Self.mostNames
    private let root: String

    init(_ root: String) { self.root = root }

    /// Hands over the manifests and node files one by one, in the order of their paths; a root that is a file is the only one.
    ///
    /// - Throws: where the root itself cannot be read.
    mutating func read(_ body: (File) -> Void) throws(FileError) {
        let files = LocalFileSystem()
        guard try files.state(of: root).kind == .folder else {
            return body(File(path: root, bytes: try files.read(root, limit: Self.longestFile)))
        }
        // Names of the root are wanted: whoever names a wrong one is to hear it.
        var pending = try names(in: "").reversed().map { (path: $0, depth: 1) }
        while let (path, depth) = pending.popLast() {
            let full = root + "/" + path
            guard !files.isLink(full), let state = try? files.state(of: full) else { continue }
            switch state.kind {
            case .folder where depth < Self.deepest:
                do throws(FileError) {
                    pending += try names(in: path).reversed().map { ("\(path)/\($0)", depth + 1) }
                } catch {
                    note("\(error)")
                }
            case .file where Self.isRead(path):
                do throws(FileError) {
                    let bytes = try files.read(full, limit: min(Self.longestFile, bytesLeft))
                    bytesLeft -= bytes.count
                    let modified = try? files.fingerprint(of: full).modified
                    body(
                        File(path: path, bytes: bytes, modified: modified.map { Timestamp(seconds: Double($0) / 1e9) })
                    )
                } catch {
                    note("\(error)")
                }
            default: break
            }
        }
    }

    private mutating func names(in path: String) throws(FileError) -> [String] {
        let names = try LocalFileSystem().names(in: path.isEmpty ? root : root + "/" + path, limit: max(namesLeft, 0))
        namesLeft -= names.count
        return names
    }

    private mutating func note(_ problem: String) {
        if problems.count < 20 { problems.append(Printable.line(problem)) }
    }

    /// Manifests by their endings, and what a node has: logs of a must-gather are gigabytes, and but the kubelet's own none is read.
    private static func isRead(_ path: String) -> Bool {
        let lower = path.lowercased()
        let ends = [".yaml", ".yml", ".json", ".dockercfg", ".dockerconfigjson", "hosts.toml", "registries.conf"]
        return ends.contains { lower.hasSuffix($0) }
            || ["config.toml", "kubelet.log"].contains { lower == $0 || lower.hasSuffix("/\($0)") }
            || lower.contains("image_manager/pulled/")
    }
}
