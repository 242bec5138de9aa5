/// What tells one state of a file from another, without reading it.
///
/// A mounted ConfigMap or Secret changes by a symlink swap (`..data`), which leaves the path, and may leave size and time, as they
/// were: so the path that the links lead to counts as well.
package struct FileFingerprint: Sendable, Hashable {
    /// The path after all symbolic links.
    package let resolvedPath: String
    /// The number of the file in its file system.
    package let inode: UInt64
    /// The size in bytes.
    package let size: UInt64
    /// The time of the last change, in nanoseconds since 1970 as exactly as the platform tells it.
    package let modified: Int64

    /// Makes a fingerprint.
    package init(resolvedPath: String, inode: UInt64, size: UInt64, modified: Int64) {
        self.resolvedPath = resolvedPath
        self.inode = inode
        self.size = size
        self.modified = modified
    }
}
